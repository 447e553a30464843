namespace ActiveActive.Protocol.Arbiter;

/// <summary>
/// Outcome of a transaction. After <see cref="ArbiterCommitStatus.Unknown"/> a read that does not show the change proves nothing: the
/// transaction may be applied after that read. What settles it is a later transaction of one's own over the same keys: when it commits,
/// or conflicts with a moved revision, the earlier one can no longer be applied.
/// </summary>
/// <param name="Status">What is known.</param>
/// <param name="Revision">Of the keys written, when committed; else of nothing.</param>
/// <param name="Current">On conflict every key of the transaction as it was at that instant, in the order of the transaction; else empty.</param>
/// <param name="Reason">For people: why it is not known or not available; empty otherwise.</param>
public sealed record ArbiterCommit(ArbiterCommitStatus Status, ArbiterRevision Revision, IReadOnlyList<ArbiterEntry> Current, string Reason)
{
    /// <summary>It was applied at that revision.</summary>
    public static ArbiterCommit Committed(ArbiterRevision revision) => new(ArbiterCommitStatus.Committed, revision, [], string.Empty);

    /// <summary>It was refused because of these current values.</summary>
    public static ArbiterCommit Conflict(IReadOnlyList<ArbiterEntry> current) => new(ArbiterCommitStatus.Conflict, default, current, string.Empty);

    /// <summary>Nobody knows.</summary>
    public static ArbiterCommit Unknown(string reason) => new(ArbiterCommitStatus.Unknown, default, [], reason);

    /// <summary>Known not applied.</summary>
    public static ArbiterCommit Unavailable(string reason) => new(ArbiterCommitStatus.Unavailable, default, [], reason);
}
