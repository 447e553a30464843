namespace ActiveActive.Replication;

/// <summary>The store's answer to a <see cref="GrainWrite"/>.</summary>
/// <param name="Status">Whether it was accepted.</param>
/// <param name="Version">The grain's version now.</param>
/// <param name="Shipped">Highest dot known to be in the hub; deltas up to it need not be kept pending. 0 unless committed.</param>
public readonly record struct GrainCommit(GrainCommitStatus Status, long Version, long Shipped);
