namespace ActiveActive.Client.Load;

/// <summary>Counts durations in buckets that grow with their size: any percentile is right to about 3 %, from 1 µs to an hour. Not thread-safe.</summary>
public sealed class LatencyHistogram
{
    private const int SubBits = 5;
    private const int SubBuckets = 1 << SubBits;
    private readonly long[] _buckets = new long[(33 - SubBits) * SubBuckets];
    private long _maxMicroseconds;

    /// <summary>How many were counted.</summary>
    public long Count { get; private set; }

    /// <summary>The longest; zero without any.</summary>
    public TimeSpan Max => TimeSpan.FromMicroseconds(_maxMicroseconds);

    /// <summary>Counts one.</summary>
    public void Add(TimeSpan duration)
    {
        var us = Math.Clamp((long)duration.TotalMicroseconds, 1, 3_600_000_000);
        _buckets[Index(us)]++;
        Count++;
        _maxMicroseconds = Math.Max(_maxMicroseconds, us);
    }

    /// <summary>Counts everything another one counted.</summary>
    public void Add(LatencyHistogram other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (var i = 0; i < _buckets.Length; i++) _buckets[i] += other._buckets[i];
        Count += other.Count;
        _maxMicroseconds = Math.Max(_maxMicroseconds, other._maxMicroseconds);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Array.Clear(_buckets);
        (Count, _maxMicroseconds) = (0, 0);
    }

    /// <summary>The duration that this share of all did not exceed; zero without any.</summary>
    /// <param name="share">0 to 1, e.g. 0.99.</param>
    public TimeSpan Percentile(double share)
    {
        if (Count == 0) return TimeSpan.Zero;
        var rank = Math.Clamp((long)Math.Ceiling(share * Count), 1, Count);
        var seen = 0L;
        for (var i = 0; i < _buckets.Length; i++)
        {
            seen += _buckets[i];
            if (seen >= rank) return TimeSpan.FromMicroseconds(Math.Min(Upper(i), _maxMicroseconds));
        }

        return Max;
    }

    private static int Index(long us)
    {
        var shift = Math.Max(0, 63 - SubBits - System.Numerics.BitOperations.LeadingZeroCount((ulong)us));
        return (shift * SubBuckets) + (int)(us >> shift);
    }

    private static long Upper(int index)
    {
        var shift = Math.Max(0, (index / SubBuckets) - 1);
        return ((index - ((long)shift * SubBuckets) + 1) << shift) - 1;
    }
}
