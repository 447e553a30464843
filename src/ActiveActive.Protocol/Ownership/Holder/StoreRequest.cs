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

    /// <summary>Entries of an append; a snapshot's are filled in by whoever copies it.</summary>
    public IReadOnlyList<LogEntry> Entries { get; init; } = [];

    /// <summary>The sender's committed watermark.</summary>
    public long Committed { get; init; }

    /// <summary>Attempt to join.</summary>
    public long Attempt { get; init; }

    /// <summary>Has a log do what the request asks.</summary>
    public LogReply ApplyTo(GroupLog log) => Kind switch
    {
        StoreRequestKind.Fence => log.Fence(StoreIncarnation, Epoch, Nonce),
        StoreRequestKind.Append => log.Append(StoreIncarnation, Epoch, Nonce, After, Entries, Committed),
        StoreRequestKind.BeginJoin => log.BeginJoin(Epoch, Nonce, Attempt),
        StoreRequestKind.Install => log.Install(StoreIncarnation, Epoch, Nonce, Attempt, After, Entries, Committed),
        _ => throw new InvalidOperationException($"{Kind} is no request."),
    };
}
