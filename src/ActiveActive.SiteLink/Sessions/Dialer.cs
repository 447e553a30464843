using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Grpc.Core;
using Grpc.Net.Client;

namespace ActiveActive.SiteLink;

/// <summary>Opens the gRPC channel of one attempt, with the credentials of that moment, and judges who answers.</summary>
internal sealed class Dialer(LinkContext context, SiteId peer)
{
    /// <summary>How many bytes of one HTTP/2 stream may be under way unread.</summary>
    public const int StreamWindow = 4 << 20;

    private volatile string? _problem;

    /// <summary>What was wrong with the certificate of whoever answered; null when nothing was.</summary>
    public string? Problem => _problem;

    /// <summary>How a silo introduces itself, and whom it means.</summary>
    public static Metadata Headers(LinkContext context, SiteId peer) => new()
    {
        { LinkMethods.ProtocolHeader, LinkMethods.ProtocolVersion },
        { LinkMethods.ServiceIdHeader, context.Options.ServiceId },
        { LinkMethods.SiteHeader, context.Options.Site },
        { LinkMethods.NameHeader, context.Options.Name },
        { LinkMethods.TargetHeader, peer.Value },
        { LinkMethods.MaxPayloadHeader, context.Options.MaxPayloadBytes.ToString(System.Globalization.CultureInfo.InvariantCulture) },
    };

    /// <summary>A channel over one TLS connection of its own.</summary>
    /// <exception cref="CredentialsException">The own certificate files cannot be used.</exception>
    public GrpcChannel Open(Uri endpoint, out long credentialsVersion)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = context.Credentials.ForClient(Verify, out credentialsVersion),
            EnableMultipleHttp2Connections = false,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,

            InitialHttp2StreamWindowSize = StreamWindow,
        };
        return GrpcChannel.ForAddress(endpoint, new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = true,
            MaxReceiveMessageSize = LinkMethods.MaxMessageBytes(context.Options),
            MaxSendMessageSize = null,
        });
    }

    private bool Verify(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (!PeerVerifier.TryVerify(certificate, chain, errors, out var site, out var problem))
        {
            _problem = $"whoever answered {problem}";
            return false;
        }

        if (site == peer) return true;
        _problem = $"whoever answered showed a certificate of site {site} instead of {peer}";
        return false;
    }
}
