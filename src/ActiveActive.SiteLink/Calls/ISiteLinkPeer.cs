using System.Buffers;

namespace ActiveActive.SiteLink;

/// <summary>The channel to one other site. Safe for concurrent use; lives as long as the process.</summary>
/// <remarks>
/// One connection to one of the site's endpoints carries all calls; when it is lost the next endpoint is tried, with a bounded back-off once every
/// endpoint has failed. While there is no connection, calls fail at once: whoever can wait uses <see cref="WaitForConnectionAsync"/>.
/// </remarks>
public interface ISiteLinkPeer
{
    /// <summary>The other site.</summary>
    SiteId Site { get; }

    /// <summary>What is known now: an immutable snapshot.</summary>
    SiteLinkPeerStatus Status { get; }

    /// <summary>
    /// Sends one request to the named handler at the other site and waits for its answer. Requests that queued while the last write was in flight
    /// travel together; handlers begin in the order in which the calls were made on one connection.
    /// </summary>
    /// <param name="handler">Name of the handler.</param>
    /// <param name="request">Payload, at most <see cref="SiteLinkOptions.MaxPayloadBytes"/>. Must not change until the call ends.</param>
    /// <param name="response">Receives the answer; untouched unless the call succeeds.</param>
    /// <param name="deadline">How long the answer may take, from now; positive, at most an hour. The handler is cancelled when it passes.</param>
    /// <param name="cancellationToken">Gives up waiting and cancels the handler; what it has done stays done.</param>
    /// <exception cref="SiteLinkException">The call failed; <see cref="ActiveActiveException.Outcome"/> says whether the handler may have run.</exception>
    /// <exception cref="OperationCanceledException">Cancelled by the caller: the handler may have run.</exception>
    ValueTask CallAsync(
        string handler, ReadOnlyMemory<byte> request, IBufferWriter<byte> response, TimeSpan deadline, CancellationToken cancellationToken = default);

    /// <summary>Opens a duplex stream to the named stream handler at the other site; completes when the handler has accepted it.</summary>
    /// <param name="handler">Name of the stream handler.</param>
    /// <param name="opening">First payload, given to the handler with the stream.</param>
    /// <param name="deadline">How long the other site may take to accept; positive, at most an hour. The stream itself has no deadline.</param>
    /// <param name="cancellationToken">Gives up opening.</param>
    /// <exception cref="SiteLinkException">The stream could not be opened.</exception>
    ValueTask<ISiteLinkDuplex> OpenStreamAsync(
        string handler, ReadOnlyMemory<byte> opening, TimeSpan deadline, CancellationToken cancellationToken = default);

    /// <summary>Measures one round trip to the other site's echo handler, through the same queue as any call.</summary>
    /// <param name="deadline">How long it may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="SiteLinkException">There was no answer.</exception>
    ValueTask<TimeSpan> MeasureRoundTripAsync(TimeSpan deadline, CancellationToken cancellationToken = default);

    /// <summary>Completes when there is a connection; at once when there is one now.</summary>
    Task WaitForConnectionAsync(CancellationToken cancellationToken = default);
}
