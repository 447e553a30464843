namespace ActiveActive.Protocol.Arbiter;

/// <summary>What is known about a transaction.</summary>
public enum ArbiterCommitStatus
{
    /// <summary>It may or may not have been applied, or may still be. Re-read and look for your own nonce; see <see cref="ArbiterCommit"/>.</summary>
    Unknown = 0,

    /// <summary>It was applied.</summary>
    Committed = 1,

    /// <summary>A comparison failed: it was not and will not be applied.</summary>
    Conflict = 2,

    /// <summary>It never reached an arbiter member that could apply it: it was not and will not be applied.</summary>
    Unavailable = 3,
}
