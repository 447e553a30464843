namespace ActiveActive.Replication;

/// <summary>A grain's replicated state as the store has it.</summary>
/// <param name="Version">Counts accepted writes and merges in this store; 0 when the grain does not exist.</param>
/// <param name="State">Encoded state with its causal context; empty when the grain does not exist.</param>
/// <param name="Life">Life under which this store's own writes were named last; empty when there was none.</param>
/// <param name="LastDot">Last dot of that life.</param>
/// <param name="Delta">What is not known to be in the hub: the merged deltas of dots after <paramref name="From"/> up to <paramref name="To"/>.</param>
/// <param name="From">Start of the pending interval, exclusive.</param>
/// <param name="To">End of the pending interval, inclusive.</param>
/// <param name="Shipped">Highest dot known to be in the hub.</param>
public sealed record GrainRecord(
    long Version, ReadOnlyMemory<byte> State, string Life, long LastDot, ReadOnlyMemory<byte> Delta, long From, long To, long Shipped)
{
    /// <summary>A grain that does not exist yet.</summary>
    public static GrainRecord None { get; } = new(0, default, "", 0, default, 0, 0, 0);
}
