namespace ActiveActive.Replication;

/// <summary>What was found when a store was connected to.</summary>
public enum StoreIncarnationReason
{
    /// <summary>The server process is the one seen before.</summary>
    Same = 0,

    /// <summary>The server restarted and came back with everything it had acknowledged.</summary>
    Kept = 1,

    /// <summary>The server restarted and may have lost acknowledged writes: a new incarnation.</summary>
    Lost = 2,

    /// <summary>There was no record: a new store, or one that lost everything. A new incarnation.</summary>
    Empty = 3,
}
