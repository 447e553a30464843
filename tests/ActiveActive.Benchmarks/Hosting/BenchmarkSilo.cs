using System.Net;
using System.Net.Sockets;
using Shop.Contracts;

namespace ActiveActive.Benchmarks.Hosting;

/// <summary>A cluster of one silo, which also serves a grain over HTTP: the far end of a proxy.</summary>
internal sealed class BenchmarkSilo : IDisposable
{
    private readonly BenchmarkProcess _process;

    private BenchmarkSilo(BenchmarkProcess process, int gatewayPort)
    {
        _process = process;
        GatewayPort = gatewayPort;
    }

    public System.Diagnostics.Process Process => _process.Process;

    /// <summary>Where Orleans clients connect to.</summary>
    public int GatewayPort { get; }

    /// <summary>Where it serves carts over HTTP.</summary>
    public string Url => _process.Answer;

    public static async Task<BenchmarkSilo> StartAsync(string clusterId)
    {
        var (silo, gateway) = FreePorts();
        return new BenchmarkSilo(await BenchmarkProcess.StartAsync("silo", $"--silo-port={silo}", $"--gateway-port={gateway}", $"--cluster={clusterId}"), gateway);
    }

    /// <summary>The silo role.</summary>
    public static async Task<int> ServeAsync(int siloPort, int gatewayPort, string clusterId, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.UseOrleans(silo => silo.UseLocalhostClustering(siloPort, gatewayPort, serviceId: Connect.ServiceId, clusterId: clusterId));
        await using var app = builder.Build();
        app.UseRouting();
        app.MapGet("/shop/carts/{cart}", (string cart, IGrainFactory grains) => grains.GetGrain<ICartGrain>(cart).Get());
        await app.StartAsync(cancellationToken);
        await BenchmarkProcess.ServeAsync(app.Urls.Single(), cancellationToken);
        await app.StopAsync(cancellationToken);
        return 0;
    }

    public void Dispose() => _process.Dispose();

    private static (int, int) FreePorts()
    {
        using var one = new TcpListener(IPAddress.Loopback, 0);
        using var two = new TcpListener(IPAddress.Loopback, 0);
        one.Start();
        two.Start();
        return (((IPEndPoint)one.LocalEndpoint).Port, ((IPEndPoint)two.LocalEndpoint).Port);
    }
}
