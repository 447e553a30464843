using System.Net;
using System.Net.Sockets;
using ActiveActive.Tests.Shop;
using Orleans.Configuration;
using Orleans.Core.Internal;
using Orleans.Providers;
using Orleans.Storage;
using Shop.Grains;

[assembly: AssemblyFixture(typeof(ShopSilo))]

namespace ActiveActive.Tests.Shop;

/// <summary>One silo in this process that serves the shop on a <see cref="VolatileGrainStorage"/>. Tests share it and use keys of their own.</summary>
public sealed class ShopSilo : IAsyncLifetime
{
    private IHost _host = null!;
    private int _keys;

    public VolatileGrainStorage Storage { get; } = new();

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>A key nobody has used.</summary>
    public string NewKey(string prefix) => $"{prefix}-{Interlocked.Increment(ref _keys)}";

    /// <summary>Ends the activation of a grain, as the loss of its silo would: the next call finds a new one, which reads the store.</summary>
    public Task ReactivateAsync(IAddressable grain) => grain.AsReference<IGrainManagementExtension>().DeactivateOnIdle().AsTask();

    public async ValueTask InitializeAsync()
    {
        var (silo, gateway) = FreePorts();
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(orleans =>
        {
            orleans.UseLocalhostClustering(silo, gateway);
            orleans.Configure<SiloMessagingOptions>(o => o.ResponseTimeout = TimeSpan.FromSeconds(10));
            orleans.AddShopGrains();
            orleans.Services.AddSingleton<ISiteIdentity>(new TestSite());
            orleans.Services.AddSingleton<IGrainStorage>(Storage);
            orleans.Services.AddKeyedSingleton<IGrainStorage>(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, Storage);
        });
        _host = builder.Build();
        await _host.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static (int First, int Second) FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }

    private sealed class TestSite : ISiteIdentity
    {
        public SiteId Site { get; } = SiteId.Parse("a");
    }
}
