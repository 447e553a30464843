using System.Security.Cryptography.X509Certificates;
using ActiveActive.SiteLink;
using Grpc.AspNetCore.Server.Model;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ActiveActive.Benchmarks.SiteLink;

/// <summary>Two ends of the link and, beside them, one end of plain gRPC under the same certificates.</summary>
internal sealed class SiteLinkEnds : IAsyncDisposable
{
    private static readonly SiteId A = SiteId.Parse("a");
    private static readonly SiteId B = SiteId.Parse("b");
    private readonly string _folder = Directory.CreateTempSubdirectory("site-link-benchmark-").FullName;
    private WebApplication? _a;
    private WebApplication? _b;
    private WebApplication? _plain;
    private GrpcChannel? _channel;

    public ISiteLinkPeer Peer => _a!.Services.GetRequiredService<ISiteLink>().GetPeer(B);

    public CallInvoker PlainInvoker => _channel!.CreateCallInvoker();

    public static async Task<SiteLinkEnds> StartAsync()
    {
        var ends = new SiteLinkEnds();
        var files = SiteLinkCertificateFiles.Ensure(ends._folder, [A, B], ["127.0.0.1"], TimeProvider.System);
        ends._b = await StartLinkAsync(B, files[B], (A, "https://127.0.0.1:1"));
        ends._a = await StartLinkAsync(A, files[A], (B, Url(ends._b)));
        await ends.Peer.WaitForConnectionAsync().WaitAsync(TimeSpan.FromSeconds(10));
        await ends.StartPlainAsync(files);
        return ends;
    }

    public async ValueTask DisposeAsync()
    {
        _channel?.Dispose();
        foreach (var app in new[] { _a, _b, _plain })
            if (app is not null) await app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Url(WebApplication app) => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    private static async Task<WebApplication> StartLinkAsync(SiteId site, SiteLinkCertificateFiles files, (SiteId Site, string Url) peer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSiteLink(builder.Configuration.GetSection("SiteLink"), o =>
        {
            (o.Site, o.Name, o.ServiceId, o.ListenUrl) = (site.Value, $"{site}-1", "benchmark", "https://127.0.0.1:0");
            (o.CertificateFile, o.PrivateKeyFile, o.AuthorityFile) = (files.CertificateFile, files.PrivateKeyFile, files.AuthorityFile);
            (o.ReconnectMinDelay, o.ReconnectMaxDelay) = (TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
            o.Peers[peer.Site.Value] = [peer.Url];
        });
        var app = builder.Build();
        app.MapSiteLink();
        await app.StartAsync();
        return app;
    }

    private async Task StartPlainAsync(IReadOnlyDictionary<SiteId, SiteLinkCertificateFiles> files)
    {
        var server = X509Certificate2.CreateFromPemFile(files[B].CertificateFile, files[B].PrivateKeyFile);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<PlainEcho>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IServiceMethodProvider<PlainEcho>, PlainEcho.MethodProvider>());
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = server });
        }));
        _plain = builder.Build();
        _plain.MapGrpcService<PlainEcho>();
        await _plain.StartAsync();
        _channel = GrpcChannel.ForAddress(Url(_plain), new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown!.Subject == "CN=site b" } },
            DisposeHttpClient = true,
        });
    }
}
