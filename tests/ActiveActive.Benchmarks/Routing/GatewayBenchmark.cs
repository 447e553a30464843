using ActiveActive.Benchmarks.Hosting;
using ActiveActive.Benchmarks.Method;
using Shop.Contracts;

namespace ActiveActive.Benchmarks.Routing;

/// <summary>
/// B7, second and third part: a cart read through the gateway, against the same grain called by a plain Orleans client, and against the same grain
/// behind YARP, where the silo itself speaks HTTP. Every part in a process of its own; the callers speak HTTP/1.1 over connections kept open.
/// </summary>
internal static class GatewayBenchmark
{
    private const int Carts = 256;

    public static async Task<IReadOnlyList<Comparison>> RunAsync(BenchmarkOptions options, Action<string> progress)
    {
        using var a = await BenchmarkSilo.StartAsync("a");
        using var b = await BenchmarkSilo.StartAsync("b");
        using var gateway = await BenchmarkGateway.StartAsync(("a", a.GatewayPort), ("b", b.GatewayPort));
        using var proxy = await BenchmarkProxy.StartAsync(a.Url);
        using var direct = await Connect.DirectAsync(a.GatewayPort, "a");
        using var handler = new SocketsHttpHandler { UseCookies = false, UseProxy = false };
        using var http = new HttpClient(handler);
        try
        {
            var orleans = Direct(direct.Services.GetRequiredService<IClusterClient>());
            var throughGateway = Http("gateway", http, gateway.Answer);
            var throughProxy = Http("YARP", http, proxy.Answer);
            var run = new PairedRun(new SliceRunner(options.Callers, options.Slice, [a.Process, gateway.Process, proxy.Process]), options.Pairs, options.Seed);
            return
            [
                .. await run.RunAsync(orleans, [new Candidate("B7 gateway / direct client", throughGateway, 0.40, 0.50)], progress),
                .. await run.RunAsync(throughProxy, [new Candidate("B7 gateway / YARP pass-through", throughGateway, 0.80, 1.00)], progress),
            ];
        }
        finally
        {
            await direct.StopAsync();
        }
    }

    private static Variant Direct(IGrainFactory grains)
    {
        var next = 0;
        return new Variant("direct", async () => await grains.GetGrain<ICartGrain>($"cart-{(uint)Interlocked.Increment(ref next) % Carts}").Get());
    }

    private static Variant Http(string name, HttpClient http, string address)
    {
        var next = 0;
        return new Variant(name, async () =>
        {
            var body = await http.GetByteArrayAsync($"{address}/shop/carts/cart-{(uint)Interlocked.Increment(ref next) % Carts}");
            if (body.Length < 100) throw new InvalidOperationException($"{name} answered with {body.Length} bytes");
        });
    }
}
