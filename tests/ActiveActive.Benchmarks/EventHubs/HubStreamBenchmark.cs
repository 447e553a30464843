using System.Net;
using System.Net.Sockets;
using ActiveActive.Benchmarks.Method;
using ActiveActive.EventHubs;
using Orleans.Streams;

namespace ActiveActive.Benchmarks.EventHubs;

/// <summary>
/// What Orleans streams over a hub cost against the hub alone: an event of 1 KB from the call that produces it to the code that receives it, same broker
/// process, same client settings. First throughput with the given callers, then latency at half of what the slower variant reached.
/// </summary>
internal static class HubStreamBenchmark
{
    private const int Partitions = 4;
    private const int Bytes = 1024;
    private const int LatencyRounds = 10;

    public static async Task<IReadOnlyList<Comparison>> RunAsync(BenchmarkOptions options, Action<string> progress)
    {
        using var broker = await BenchmarkBroker.StartAsync($"raw:{Partitions}", $"streams:{Partitions}");
        using var raw = new RawLog(broker.Address, "raw", Partitions);
        using var silo = await StartSiloAsync(broker.Address);
        var provider = silo.Services.GetRequiredKeyedService<IStreamProvider>("hub");
        var streams = Enumerable.Range(0, Partitions)
            .Select(partition => provider.GetStream<ReadOnlyMemory<byte>>(NumberedPartitioner.StreamOf(HubReceiverGrain.Namespace, partition))).ToArray();
        Task SendRaw(long number, byte[] payload) => raw.SendAsync((int)(number % Partitions), payload);
        Task SendStream(long number, byte[] payload) => streams[number % Partitions].OnNextAsync(payload);

        var run = new PairedRun(new SliceRunner(options.Callers, options.Slice, [broker.Process]), options.Pairs, options.Seed);
        var throughput = await run.RunAsync(
            new Variant("raw", RoundTrip(SendRaw)), [new Candidate("hub streams / raw produce to consume", new Variant("streams", RoundTrip(SendStream)), 0.50, 0.80)], progress);

        var slower = throughput[0].BaselinePerSecond * Math.Min(1, throughput[0].Throughput.Mean);
        var latency = new LatencyComparison("hub streams / raw produce to consume", (int)(slower / 2));
        for (var round = 0; round < LatencyRounds; round++)
        {
            var first = await Open(SendRaw);
            var streamed = await Open(SendStream);
            latency.Add(first, await Open(SendRaw), streamed);
            progress($"latency round {round + 1} of {LatencyRounds}");
        }

        var table = latency.Table(options.Seed);
        Console.WriteLine(table);
        Directory.CreateDirectory(options.Folder);
        await File.WriteAllTextAsync(Path.Combine(options.Folder, "hub-latency.md"), table);
        await silo.StopAsync();
        return throughput;

        Task<double[]> Open(Func<long, byte[], Task> send) => OpenLoop.RunAsync((int)(slower / 2), options.Slice, Bytes, send);
    }

    /// <summary>Sends an event and waits until it has arrived.</summary>
    private static Func<Task> RoundTrip(Func<long, byte[], Task> send)
    {
        var next = 0L;
        return async () =>
        {
            var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await send(Interlocked.Increment(ref next), Arrivals.Expect(Bytes, arrived.SetResult));
            await arrived.Task;
        };
    }

    private static async Task<IHost> StartSiloAsync(string servers)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleans(silo =>
        {
            var (siloPort, gatewayPort) = FreePorts();
            silo.UseLocalhostClustering(siloPort, gatewayPort);
            silo.Services.AddSingleton<ICheckpointStore, VolatileCheckpointStore>();
            silo.AddEventHubStreams("hub", hub => (hub.BootstrapServers, hub.Hub, hub.Partitioner) = (servers, "streams", NumberedPartitioner.Instance));
        });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static (int, int) FreePorts()
    {
        using var one = new TcpListener(IPAddress.Loopback, 0);
        using var two = new TcpListener(IPAddress.Loopback, 0);
        one.Start();
        two.Start();
        return (((IPEndPoint)one.LocalEndpoint).Port, ((IPEndPoint)two.LocalEndpoint).Port);
    }
}
