using System.Buffers;

namespace ActiveActive.SiteLink;

/// <summary>Answers the calls of other sites to one handler name. Register with <c>services.AddSiteLinkHandler&lt;T&gt;(name)</c>.</summary>
/// <remarks>
/// A singleton, called concurrently. The part before the first real <c>await</c> runs in the order in which one connection's calls arrived and
/// holds up the calls behind it, so it must not block; after that, calls overtake each other freely.
/// </remarks>
public interface ISiteLinkHandler
{
    /// <summary>Handles one call.</summary>
    /// <param name="request">Who asks, and what. Its payload is valid until the returned task completes, not later.</param>
    /// <param name="response">Receives the answer; more than <see cref="SiteLinkOptions.MaxPayloadBytes"/> fails the call.</param>
    /// <param name="cancellationToken">Ends with the caller's deadline, its cancellation, or the connection.</param>
    /// <returns>Completes when the answer is complete.</returns>
    /// <remarks>An <see cref="ActiveActiveException"/> travels to the caller with its outcome, slug and message. Any other exception is logged here
    /// and reaches the caller as <see cref="SiteLinkError.HandlerFailed"/>, outcome unknown, without its text.</remarks>
    ValueTask HandleAsync(SiteLinkRequest request, IBufferWriter<byte> response, CancellationToken cancellationToken);
}
