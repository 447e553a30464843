using System.Net;
using System.Net.Sockets;
using ActiveActive.Silo;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;

namespace ActiveActive.Tests.Traffic;

/// <summary>One silo in this process, or two, which can be stopped and started again on the same ports, and whose connections to clients pass a gate.</summary>
public sealed class TestCluster : IAsyncDisposable
{
    private readonly string _site;
    private readonly string _service;
    private readonly (int Silo, int Gateway)[] _ports;
    private readonly (IHost Host, SiteName Site)?[] _silos;

    public TestCluster(string site, string service = "test", int silos = 1)
    {
        _site = site;
        _service = service;
        _ports = FreePorts(silos);
        _silos = new (IHost, SiteName)?[silos];
    }

    public int GatewayPort => _ports[0].Gateway;

    /// <summary>Between clients and this cluster.</summary>
    public ConnectionGate Gate { get; } = new(TimeProvider.System, NullLogger<ConnectionGate>.Instance);

    public void ConfigureClient(IClientBuilder client) => client.UseLocalhostClustering([.. _ports.Select(p => p.Gateway)], serviceId: _service, clusterId: _site);

    public async Task StartAsync()
    {
        for (var silo = 0; silo < _ports.Length; silo++) await StartAsync(silo);
    }

    public async Task StartAsync(int silo)
    {
        var site = new SiteName(_site);
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleans(orleans =>
        {
            orleans.UseLocalhostClustering(
                _ports[silo].Silo, _ports[silo].Gateway, silo == 0 ? null : new IPEndPoint(IPAddress.Loopback, _ports[0].Silo), serviceId: _service, clusterId: _site);
            orleans.Services.AddSingleton(site);
            orleans.Configure<SiloConnectionOptions>(o => o.ConfigureGatewayInboundConnection(connection => connection.Use(Gate.Guard)));
            orleans.Configure<ClusterMembershipOptions>(o => o.DefunctSiloExpiration = TimeSpan.FromMinutes(5));
        });
        var host = builder.Build();
        await host.StartAsync();
        _silos[silo] = (host, site);
    }

    public async Task StopAsync()
    {
        for (var silo = _ports.Length - 1; silo >= 0; silo--) await StopAsync(silo);
    }

    /// <summary>Stops a silo in order.</summary>
    public async Task StopAsync(int silo)
    {
        if (_silos[silo] is not { } running) return;
        _silos[silo] = null;
        running.Site.Stop();
        await running.Host.StopAsync();
        running.Host.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        Gate.Set(ConnectionFault.Open, TimeSpan.Zero);
        await StopAsync();
        Gate.Dispose();
    }

    private static (int, int)[] FreePorts(int silos)
    {
        var listeners = Enumerable.Range(0, silos * 2).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners) listener.Start();
        var ports = listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port).Chunk(2).Select(p => (p[0], p[1])).ToArray();
        foreach (var listener in listeners) listener.Dispose();
        return ports;
    }
}
