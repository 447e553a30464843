namespace ActiveActive.SiteLink;

/// <summary>
/// One end of a duplex stream of payloads between two sites; both ends look alike. Payloads arrive whole, in order, at most once. Both directions
/// are bounded: a slow reader stops the writer at the other end.
/// </summary>
/// <remarks>
/// Life: open → (<see cref="CompleteAsync"/>: half closed) → over when both ends have completed, when either end disposes it early, or when the
/// connection is lost. Losing the connection fails reading and writing with <see cref="SiteLinkError.ConnectionLost"/>; a stream is not resumed.
/// One reader and one writer at a time; they may run concurrently with each other.
/// </remarks>
public interface ISiteLinkDuplex : IAsyncDisposable
{
    /// <summary>The site at the other end, proven by its certificate.</summary>
    SiteId Peer { get; }

    /// <summary>Name of the stream handler.</summary>
    string Handler { get; }

    /// <summary>Queues a payload; waits while <see cref="SiteLinkOptions.StreamQueueBytes"/> are queued.</summary>
    /// <param name="payload">At most <see cref="SiteLinkOptions.MaxPayloadBytes"/>; copied before the call returns to the caller's next statement.</param>
    /// <param name="cancellationToken">Gives up waiting for room; the payload is then not sent.</param>
    /// <exception cref="SiteLinkException">The stream is over, or the payload is too large.</exception>
    ValueTask WriteAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default);

    /// <summary>Queues a payload if there is room now; false when there is none.</summary>
    /// <exception cref="SiteLinkException">The stream is over, or the payload is too large.</exception>
    bool TryWrite(ReadOnlySpan<byte> payload);

    /// <summary>Says that nothing more will be written, and waits until everything queued has been handed to the connection.</summary>
    /// <exception cref="SiteLinkException">The stream broke first.</exception>
    ValueTask CompleteAsync(CancellationToken cancellationToken = default);

    /// <summary>Everything the other end writes, until it completes. Each payload is valid until the next is asked for.</summary>
    /// <exception cref="SiteLinkException">The stream broke, or the other end failed.</exception>
    IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAllAsync(CancellationToken cancellationToken = default);
}
