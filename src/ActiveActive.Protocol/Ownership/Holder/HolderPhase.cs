namespace ActiveActive.Protocol.Ownership;

/// <summary>Where a holder stands with its group.</summary>
public enum HolderPhase
{
    /// <summary>Fencing its own store and reading what is there.</summary>
    Fencing = 0,

    /// <summary>Committing anew what it found uncommitted.</summary>
    Recovering = 1,

    /// <summary>Reading and writing.</summary>
    Serving = 2,

    /// <summary>About to give the group away: nothing new is taken, what is under way is finished.</summary>
    Draining = 3,

    /// <summary>Over. A holder never opens again; the silo would need a new epoch.</summary>
    Closed = 4,
}
