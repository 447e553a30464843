using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace ActiveActive.Tests.Traffic;

/// <summary>One silo in this process, which can be stopped and started again on the same ports.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly string _site;
    private readonly int _siloPort;
    private readonly int _gatewayPort;
    private IHost? _host;

    private readonly string _service;

    public TestCluster(string site, string service = "test")
    {
        _site = site;
        _service = service;
        (_siloPort, _gatewayPort) = FreePorts();
    }

    public int GatewayPort => _gatewayPort;

    public void ConfigureClient(IClientBuilder client) => client.UseLocalhostClustering(_gatewayPort, serviceId: _service, clusterId: _site);

    public async Task StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(_siloPort, _gatewayPort, serviceId: _service, clusterId: _site);
            silo.Services.AddSingleton(new SiteName(_site));
            silo.Configure<ClusterMembershipOptions>(o => o.DefunctSiloExpiration = TimeSpan.FromMinutes(5));
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

    public ValueTask DisposeAsync() => new(StopAsync());

    private static (int, int) FreePorts()
    {
        using var one = new TcpListener(IPAddress.Loopback, 0);
        using var two = new TcpListener(IPAddress.Loopback, 0);
        one.Start();
        two.Start();
        return (((IPEndPoint)one.LocalEndpoint).Port, ((IPEndPoint)two.LocalEndpoint).Port);
    }
}
