using ActiveActive.Benchmarks.Hosting;
using ActiveActive.Benchmarks.Method;
using ActiveActive.Traffic;

namespace ActiveActive.Benchmarks.Routing;

/// <summary>B7, first part: a routed call against the same call on a plain Orleans client; the silo in another process.</summary>
internal static class RouterBenchmark
{
    private const int Grains = 256;

    public static async Task<IReadOnlyList<Comparison>> RunAsync(BenchmarkOptions options, Action<string> progress)
    {
        using var a = await BenchmarkSilo.StartAsync("a");
        using var b = await BenchmarkSilo.StartAsync("b");
        var direct = await StartDirectAsync(a.GatewayPort);
        var routed = await StartRoutedAsync(a.GatewayPort, b.GatewayPort);
        try
        {
            var client = routed.Services.GetRequiredService<IMultiClusterClient>();
            var plain = direct.Services.GetRequiredService<IClusterClient>();
            var next = 0;
            // Both get their reference per call, as a gateway does.
            var baseline = new Variant("direct", async () => await plain.GetGrain<IBenchmarkGrain>(Interlocked.Increment(ref next) % Grains).Echo(7));
            var router = new Variant("router", async () => await client.GetGrain<IBenchmarkGrain>(Interlocked.Increment(ref next) % Grains).Echo(7));
            var run = new PairedRun(new SliceRunner(options.Callers, options.Slice, [a.Process]), options.Pairs, options.Seed);
            return await run.RunAsync(baseline, [new Candidate("B7 in-process router / direct client", router, 0.90, 0.97)], progress);
        }
        finally
        {
            await routed.StopAsync();
            await direct.StopAsync();
            routed.Dispose();
            direct.Dispose();
        }
    }

    private static async Task<IHost> StartDirectAsync(int port)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleansClient(client => client.UseLocalhostClustering(port, serviceId: "benchmark", clusterId: "a"));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static async Task<IHost> StartRoutedAsync(int portA, int portB)
    {
        var (a, b) = (SiteId.Parse("a"), SiteId.Parse("b"));
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddMultiClusterClient(options =>
        {
            options.HomeSite = a;
            options.AddCluster(a, client => client.UseLocalhostClustering(portA, serviceId: "benchmark", clusterId: "a"));
            options.AddCluster(b, client => client.UseLocalhostClustering(portB, serviceId: "benchmark", clusterId: "b"));
        });
        var host = builder.Build();
        var up = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Services.GetRequiredService<ITrafficControl>().Changed += snapshot =>
        {
            if (snapshot.Sites.All(s => s.Health == SiteHealth.Up)) up.TrySetResult();
        };
        await host.StartAsync();
        await up.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return host;
    }
}
