namespace ActiveActive.Protocol.Ownership;

/// <summary>A group's log as a store has it.</summary>
/// <param name="Base">Places up to here are trimmed; the grains' states contain them.</param>
/// <param name="BaseEpoch">Epoch of the entry that was at that place; 0 when none was.</param>
/// <param name="Entries">The places behind it.</param>
/// <param name="Committed">The committed watermark.</param>
public sealed record LogCopy(long Base, Epoch BaseEpoch, IReadOnlyList<LogEntry> Entries, long Committed)
{
    /// <summary>The log of a store that never had one.</summary>
    public static LogCopy Empty { get; } = new(0, default, [], 0);

    /// <summary>The last place.</summary>
    public long Last => Base + Entries.Count;

    /// <summary>Epoch of the entry at the watermark.</summary>
    public Epoch CommittedEpoch => Committed > Base ? Entries[(int)(Committed - Base) - 1].Epoch : BaseEpoch;
}
