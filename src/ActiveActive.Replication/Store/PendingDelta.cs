namespace ActiveActive.Replication;

/// <summary>Deltas of one grain merged into one, waiting to be shipped.</summary>
/// <param name="Delta">The merged delta.</param>
/// <param name="From">First dot's predecessor: the interval is open here.</param>
/// <param name="To">Last dot: the interval is closed here.</param>
public sealed record PendingDelta(ReadOnlyMemory<byte> Delta, long From, long To);
