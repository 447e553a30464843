namespace ActiveActive.Protocol.Ownership;

/// <summary>The requests a group log knows.</summary>
public enum StoreRequestKind
{
    /// <summary>Raise the fence and return the log.</summary>
    Fence = 0,

    /// <summary>Add entries.</summary>
    Append = 1,

    /// <summary>Begin to receive for a join.</summary>
    BeginJoin = 2,

    /// <summary>
    /// Install a snapshot of the holder's own store. Whoever carries it out reads that store's log <em>after</em> this request was made, and
    /// puts the copy into it, provided the store is still <see cref="StoreRequest.SourceIncarnation"/>.
    /// </summary>
    Install = 3,

    /// <summary>Drop places whose effects are durable in the grains' states.</summary>
    Trim = 4,
}
