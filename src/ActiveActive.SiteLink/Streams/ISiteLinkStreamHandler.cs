namespace ActiveActive.SiteLink;

/// <summary>Serves the streams other sites open to one handler name. Register with <c>services.AddSiteLinkStreamHandler&lt;T&gt;(name)</c>.</summary>
/// <remarks>A singleton, called concurrently, once per stream.</remarks>
public interface ISiteLinkStreamHandler
{
    /// <summary>Serves one stream.</summary>
    /// <param name="stream">The stream; over when the returned task completes.</param>
    /// <param name="opening">Who opened it, and the first payload; the payload is valid for the whole stream.</param>
    /// <param name="cancellationToken">Ends with the stream or the connection.</param>
    /// <returns>Completes when this end is done. Completing normally completes the own direction; an exception fails the stream at the other end.</returns>
    Task HandleAsync(ISiteLinkDuplex stream, SiteLinkRequest opening, CancellationToken cancellationToken);
}
