using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Options;

namespace ActiveActive.SiteLink;

/// <summary>Sets up the link's own listener in Kestrel: HTTP/2 over mutual TLS, certificates looked up anew for each connection.</summary>
internal sealed class LinkListener(IOptions<SiteLinkOptions> options, CredentialsStore credentials, LinkEndpoint endpoint) : IConfigureOptions<KestrelServerOptions>
{
    private const int ConnectionWindow = 8 << 20;
    private static readonly object Mark = new();

    /// <summary>True for a request that came through the link's listener.</summary>
    public static bool IsLinkConnection(HttpContext http) =>
        http.Features.Get<IConnectionItemsFeature>()?.Items.ContainsKey(Mark) == true;

    public void Configure(KestrelServerOptions kestrel)
    {
        if (!ListenAddress.TryParse(options.Value.ListenUrl, out var address)) return;

        // Read now: a start-up that lacks usable certificates fails here, with the remedy, and not at the first peer.
        try
        {
            _ = credentials.Current;
        }
        catch (CredentialsException e)
        {
            throw new OptionsValidationException(nameof(SiteLinkOptions), typeof(SiteLinkOptions), [e.Message]);
        }

        kestrel.Limits.Http2.MaxStreamsPerConnection = Math.Max(kestrel.Limits.Http2.MaxStreamsPerConnection, options.Value.MaxStreams + 8);

        // Sites are tens of milliseconds apart: at 80 ms a window of 1 MiB would cap a connection at 13 MB/s.
        kestrel.Limits.Http2.InitialConnectionWindowSize = Math.Max(kestrel.Limits.Http2.InitialConnectionWindowSize, ConnectionWindow);
        kestrel.Limits.Http2.InitialStreamWindowSize = Math.Max(kestrel.Limits.Http2.InitialStreamWindowSize, Dialer.StreamWindow);

        // A stream whose reader takes its time is back-pressure here, not an attack; Kestrel knows this limit only for the whole server.
        kestrel.Limits.MinResponseDataRate = null;
        if (address.Address is null) kestrel.ListenLocalhost(address.Port, SetUp);
        else kestrel.Listen(address.Address, address.Port, SetUp);
    }

    private void SetUp(ListenOptions listen)
    {
        listen.Protocols = HttpProtocols.Http2;
        listen.Use(next => connection =>
        {
            connection.Items[Mark] = Mark;
            return next(connection);
        });
        listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = context => new(credentials.ForServer(Verifier(context.Connection))) });
    }

    private System.Net.Security.RemoteCertificateValidationCallback Verifier(BaseConnectionContext connection) => (_, certificate, chain, errors) =>
    {
        if (PeerVerifier.TryVerify(certificate, chain, errors, out var _, out var problem)) return true;
        endpoint.Refused(connection.RemoteEndPoint?.ToString() ?? "?", SiteLinkRefusal.Certificate, $"the caller {problem}");
        return false;
    };
}
