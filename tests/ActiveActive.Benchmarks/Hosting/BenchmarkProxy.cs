using Yarp.ReverseProxy.Configuration;

namespace ActiveActive.Benchmarks.Hosting;

/// <summary>YARP that passes everything through to one address, in a process of its own.</summary>
internal static class BenchmarkProxy
{
    public static Task<BenchmarkProcess> StartAsync(string target) => BenchmarkProcess.StartAsync("proxy", $"--target={target}");

    /// <summary>The proxy role.</summary>
    public static async Task<int> ServeAsync(string target, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateBuilder(["--Logging:LogLevel:Default=Error", "--urls=http://127.0.0.1:0"]);
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "silo", Match = new RouteMatch { Path = "{**rest}" } }],
            [new ClusterConfig { ClusterId = "silo", Destinations = new Dictionary<string, DestinationConfig> { ["silo"] = new() { Address = target } } }]);
        await using var app = builder.Build();
        app.MapReverseProxy();
        await app.StartAsync(cancellationToken);
        await BenchmarkProcess.ServeAsync(app.Urls.Single(), cancellationToken);
        await app.StopAsync(cancellationToken);
        return 0;
    }
}
