using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using ActiveActive.Benchmarks.Method;
using ActiveActive.SiteLink;
using Grpc.Core;

namespace ActiveActive.Benchmarks.SiteLink;

/// <summary>An echo over the site link against a plain unary gRPC echo: same process, same TLS, same payload.</summary>
internal static class SiteLinkBenchmark
{
    private const int PayloadBytes = 256;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<Comparison>> RunAsync(BenchmarkOptions options, Action<string> progress)
    {
        await using var ends = await SiteLinkEnds.StartAsync();
        var payload = new byte[PayloadBytes];
        var (peer, invoker) = (ends.Peer, ends.PlainInvoker);

        var plain = new Variant("plain unary gRPC", async () =>
        {
            using var call = invoker.AsyncUnaryCall(PlainEcho.Method, null, default, payload);
            await call.ResponseAsync;
        });
        var link = new Variant("site link", async () =>
        {
            var response = new ArrayBufferWriter<byte>(PayloadBytes);
            await peer.CallAsync("sitelink.echo", payload, response, Deadline);
        });
        var run = new PairedRun(new SliceRunner(options.Callers, options.Slice, []), options.Pairs, options.Seed);
        var comparison = await run.RunAsync(plain, [new Candidate($"site link call / plain unary gRPC, {options.Callers} callers", link, 1.0, 2.0)], progress);
        foreach (var variant in new[] { plain, link }) progress(await DescribeAsync(variant));
        return comparison;
    }

    /// <summary>One caller: what a single call costs in time and memory.</summary>
    private static async Task<string> DescribeAsync(Variant variant)
    {
        const int Calls = 5000;
        var microseconds = new double[Calls];
        for (var i = 0; i < Calls / 5; i++) await variant.Operation();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        for (var i = 0; i < Calls; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await variant.Operation();
            microseconds[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        Array.Sort(microseconds);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{variant.Name}, one caller: p50 {microseconds[Calls / 2]:0} us, p99 {microseconds[Calls * 99 / 100]:0} us, {allocated / Calls} bytes allocated per call, both ends");
    }
}
