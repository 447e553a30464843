namespace ActiveActive.Crdts;

/// <summary>
/// Stamps that follow wall time and never go against causality: each is later than all before it and all observed. A wall clock that steps back
/// is ridden out; a stamp too far ahead of the wall clock is reported and not adopted, so that one wrong clock cannot drag the others along.
/// </summary>
/// <remarks>Kulkarni, Demirbas, Madappa, Avva, Leone, "Logical physical clocks" (OPODIS 2014), figure 5 and section 6 on bounds. Time is an
/// argument. Not for concurrent use.</remarks>
public sealed class HybridLogicalClock
{
    private readonly ulong _maxAhead;

    /// <summary>Makes a clock.</summary>
    /// <param name="maxAhead">How far ahead of the wall clock an observed stamp may be; must exceed the skew expected between sites. At least
    /// zero, counted in whole milliseconds.</param>
    /// <param name="last">Last stamp known, e.g. of the stored state; adopted as it is.</param>
    public HybridLogicalClock(TimeSpan maxAhead, HlcTimestamp last = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxAhead, TimeSpan.Zero);
        (_maxAhead, Last) = ((ulong)maxAhead.TotalMilliseconds, last);
    }

    /// <summary>Latest stamp given or adopted.</summary>
    public HlcTimestamp Last { get; private set; }

    /// <summary>Stamps an event of this site.</summary>
    /// <param name="now">Wall time now.</param>
    /// <exception cref="OverflowException">The last stamp is the last there is.</exception>
    public HlcTimestamp Next(DateTimeOffset now)
    {
        var wall = Wall(now);
        return Last = wall > Last.Milliseconds ? new HlcTimestamp(wall, 0)
            : Last.Counter < uint.MaxValue ? Last with { Counter = Last.Counter + 1 }
            : new HlcTimestamp(checked(Last.Milliseconds + 1), 0);
    }

    /// <summary>Takes note of a stamp from elsewhere, so that later own stamps are above it.</summary>
    /// <param name="stamp">The latest stamp of what is about to be merged.</param>
    /// <param name="now">Wall time now.</param>
    /// <returns>False when it is too far in the future: nothing changed, and what carries it should be quarantined, not merged.</returns>
    public bool TryObserve(HlcTimestamp stamp, DateTimeOffset now)
    {
        var wall = Wall(now);
        if (stamp.Milliseconds > wall && stamp.Milliseconds - wall > _maxAhead) return false;
        Last = HlcTimestamp.Max(Last, stamp);
        return true;
    }

    private static ulong Wall(DateTimeOffset now) => (ulong)Math.Max(0, now.ToUnixTimeMilliseconds());
}
