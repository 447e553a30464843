namespace ActiveActive.Protocol.Arbiter;

/// <summary>Outcome of a linearizable read: one snapshot of all keys asked for, or the reason why there is none.</summary>
/// <param name="IsAvailable">False when no majority answered in time; then there are no entries.</param>
/// <param name="Revision">Of the arbiter as a whole at the instant of the snapshot.</param>
/// <param name="Entries">For a read of named keys one entry for each, in that order, missing ones included; for a listing the existing keys in
/// ordinal order.</param>
/// <param name="Reason">For people: why it is not available; empty otherwise.</param>
public sealed record ArbiterRead(bool IsAvailable, ArbiterRevision Revision, IReadOnlyList<ArbiterEntry> Entries, string Reason)
{
    /// <summary>A snapshot.</summary>
    public static ArbiterRead Found(ArbiterRevision revision, IReadOnlyList<ArbiterEntry> entries) => new(true, revision, entries, string.Empty);

    /// <summary>No snapshot.</summary>
    public static ArbiterRead Unavailable(string reason) => new(false, default, [], reason);
}
