using System.Net;
using System.Net.Sockets;
using ActiveActive.Tests.Shop;
using Orleans.Configuration;
using Orleans.Providers;
using Orleans.Storage;
using Shop.Grains;

namespace ActiveActive.Tests.Gateway;

/// <summary>A cluster of one silo in this process that serves the shop as one site.</summary>
internal sealed class ShopSite : IAsyncDisposable
{
    private readonly int _siloPort;
    private readonly int _gatewayPort;
    private IHost? _host;

    public ShopSite(string site)
    {
        Site = SiteId.Parse(site);
        (_siloPort, _gatewayPort) = (FreePort(), FreePort());
    }

    public SiteId Site { get; }

    public string ClusterId => $"test-{Site}";

    public VolatileGrainStorage Storage { get; } = new();

    public void Connect(IClientBuilder client) => client.UseLocalhostClustering(_gatewayPort, serviceId: "shop", clusterId: ClusterId);

    public async Task StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(_siloPort, _gatewayPort, serviceId: "shop", clusterId: ClusterId);
            silo.Configure<Orleans.Configuration.SiloOptions>(o => o.SiloName = $"{Site}-1");
            silo.AddShopGrains();
            silo.Services.AddSingleton<ISiteIdentity>(new Identity(Site));
            silo.Services.AddSingleton<IGrainStorage>(Storage);
            silo.Services.AddKeyedSingleton<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, Storage);
        });
        _host = builder.Build();
        await _host.StartAsync();
    }

    public async Task StopAsync()
    {
        if (_host is null) return;
        await _host.StopAsync();
        _host.Dispose();
        _host = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed record Identity(SiteId Site) : ISiteIdentity;
}
