namespace ActiveActive.Protocol.Ownership;

/// <summary>What a store's group log is asked to do; see <see cref="GroupLog"/> for the meaning of each.</summary>
/// <param name="Id">Names the request to its sender.</param>
/// <param name="Kind">Which request.</param>
/// <param name="Epoch">The sender's epoch.</param>
/// <param name="Nonce">The sender's nonce.</param>
public sealed record StoreRequest(long Id, StoreRequestKind Kind, Epoch Epoch, string Nonce)
{
    /// <summary>The life of the store the sender means; empty for <see cref="StoreRequestKind.BeginJoin"/>, which is how it is learned.</summary>
    public string StoreIncarnation { get; init; } = string.Empty;

    /// <summary>For an install the life of the own store the copy must be read from; a copy of another life is worth nothing.</summary>
    public string SourceIncarnation { get; init; } = string.Empty;

    /// <summary>The place the entries follow; for an install the place the copy must reach.</summary>
    public long After { get; init; }

    /// <summary>Entries of an append.</summary>
    public IReadOnlyList<LogEntry> Entries { get; init; } = [];

    /// <summary>For an install the copy, filled in by whoever carries it out.</summary>
    public LogCopy Copy { get; init; } = LogCopy.Empty;

    /// <summary>For an append the place every store of the set is known to hold as committed; for a trim the place up to which to drop.</summary>
    public long Trim { get; init; }

    /// <summary>The sender's committed watermark.</summary>
    public long Committed { get; init; }

    /// <summary>Attempt to join.</summary>
    public long Attempt { get; init; }

    /// <summary>Has a log do what the request asks.</summary>
    public LogReply ApplyTo(GroupLog log) => Kind switch
    {
        StoreRequestKind.Fence => log.Fence(StoreIncarnation, Epoch, Nonce),
        StoreRequestKind.Append => log.Append(StoreIncarnation, Epoch, Nonce, After, Entries, Committed, Trim),
        StoreRequestKind.Trim => log.Trim(StoreIncarnation, Epoch, Nonce, Trim),
        StoreRequestKind.BeginJoin => log.BeginJoin(Epoch, Nonce, Attempt),
        StoreRequestKind.Install => log.Install(StoreIncarnation, Epoch, Nonce, Attempt, After, Copy),
        _ => throw new InvalidOperationException($"{Kind} is no request."),
    };
}
