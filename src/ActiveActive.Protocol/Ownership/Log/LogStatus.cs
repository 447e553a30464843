namespace ActiveActive.Protocol.Ownership;

/// <summary>What a store's group log did with a request.</summary>
public enum LogStatus
{
    /// <summary>It is durable, now or since an earlier identical request.</summary>
    Accepted = 0,

    /// <summary>A later epoch has been here: the sender is deposed.</summary>
    LowerEpoch = 1,

    /// <summary>Another holder has used this epoch: the sender is an impostor or a bug.</summary>
    OtherNonce = 2,

    /// <summary>What the entries build on is not here.</summary>
    Gap = 3,

    /// <summary>
    /// The sender does not know what is committed here. Cannot happen as long as the arbiter keeps what it recorded; nothing was changed, and only a
    /// person can decide which of the two is right.
    /// </summary>
    Diverged = 4,

    /// <summary>The request belongs to an earlier attempt to join.</summary>
    StaleJoin = 5,

    /// <summary>The store is not the incarnation the sender means.</summary>
    OtherIncarnation = 6,
}
