using System.Buffers;
using ActiveActive.SiteLink;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActiveActive.Tests.SiteLink;

/// <summary>One silo's end of the link, in this process, over loopback TLS.</summary>
internal sealed class LinkHost : IAsyncDisposable
{
    public static readonly SiteId A = SiteId.Parse("a");
    public static readonly SiteId B = SiteId.Parse("b");
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;

    private LinkHost(WebApplication app, LinkEvents events) => (_app, Events) = (app, events);

    public LinkEvents Events { get; }

    public ISiteLink Link => _app.Services.GetRequiredService<ISiteLink>();

    public ISiteLinkFaults Faults => _app.Services.GetRequiredService<ISiteLinkFaults>();

    public IServiceProvider Services => _app.Services;

    /// <summary>Where it listens.</summary>
    public string Url => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    public static async Task<LinkHost> StartAsync(
        SiteId site,
        string name,
        SiteLinkCertificateFiles files,
        TimeProvider clock,
        (SiteId Site, string[] Endpoints)[] peers,
        Action<SiteLinkOptions>? options = null,
        Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(clock);
        builder.Services.AddSiteLink(builder.Configuration.GetSection("SiteLink"), o =>
        {
            (o.Site, o.Name, o.ServiceId) = (site.Value, name, "test");
            o.ListenUrl = "https://127.0.0.1:0";
            (o.CertificateFile, o.PrivateKeyFile, o.AuthorityFile) = (files.CertificateFile, files.PrivateKeyFile, files.AuthorityFile);
            o.FaultsEnabled = true;
            foreach (var (peer, endpoints) in peers) o.Peers[peer.Value] = endpoints;
            options?.Invoke(o);
        });
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapSiteLink();
        app.MapGet("/operations", () => "not for peers");
        var events = new LinkEvents();
        app.Services.GetRequiredService<SiteLinkDiagnostics>().Changed += events.Add;
        await app.StartAsync();
        return new LinkHost(app, events);
    }

    public async Task StopAsync() => await _app.StopAsync().WaitAsync(Limit);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
