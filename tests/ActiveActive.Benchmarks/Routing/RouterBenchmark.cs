using ActiveActive.Benchmarks.Hosting;
using ActiveActive.Benchmarks.Method;
using ActiveActive.Traffic;

namespace ActiveActive.Benchmarks.Routing;

/// <summary>B7, first part: a routed call against the same call on a plain Orleans client; the silos in processes of their own.</summary>
internal static class RouterBenchmark
{
    private const int Grains = 256;

    public static async Task<IReadOnlyList<Comparison>> RunAsync(BenchmarkOptions options, Action<string> progress)
    {
        using var a = await BenchmarkSilo.StartAsync("a");
        using var b = await BenchmarkSilo.StartAsync("b");
        using var direct = await Connect.DirectAsync(a.GatewayPort, "a");
        using var routed = await Connect.RoutedAsync(("a", a.GatewayPort), ("b", b.GatewayPort));
        try
        {
            var client = routed.Services.GetRequiredService<IMultiClusterClient>();
            var plain = direct.Services.GetRequiredService<IClusterClient>();
            var run = new PairedRun(new SliceRunner(options.Callers, options.Slice, [a.Process]), options.Pairs, options.Seed);
            return
            [
                .. await run.RunAsync(Held("direct", plain), [new Candidate("B7 in-process router / direct client, reference held", Held("router", client), 0.90, 0.97)], progress),
                .. await run.RunAsync(Got("direct", plain), [new Candidate("B7 in-process router / direct client, reference got for each call", Got("router", client), 0.90, 0.97)], progress),
            ];
        }
        finally
        {
            await routed.StopAsync();
            await direct.StopAsync();
        }
    }

    private static Variant Held(string name, IGrainFactory grains)
    {
        var next = 0;
        var held = Enumerable.Range(0, Grains).Select(i => grains.GetGrain<IBenchmarkGrain>(i)).ToArray();
        return new Variant(name, async () => await held[(uint)Interlocked.Increment(ref next) % Grains].Echo(7));
    }

    private static Variant Got(string name, IGrainFactory grains)
    {
        var next = 0;
        return new Variant(name, async () => await grains.GetGrain<IBenchmarkGrain>((uint)Interlocked.Increment(ref next) % Grains).Echo(7));
    }
}
