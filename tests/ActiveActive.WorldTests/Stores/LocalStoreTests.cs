using System.Collections.Concurrent;
using System.Globalization;
using ActiveActive.LocalWorld.Commands;
using ActiveActive.LocalWorld.Ports;
using ActiveActive.LocalWorld.Processes;
using ActiveActive.LocalWorld.Roles;
using ActiveActive.WorldTests.Harness;
using StackExchange.Redis;

namespace ActiveActive.WorldTests.Stores;

/// <summary>The store of the embedded profile, alone: what it acknowledged is there again, whatever happened to it (G1).</summary>
public sealed class LocalStoreTests : IDisposable
{
    private const string Script = "redis.call('HSET', KEYS[1], 'version', ARGV[1], 'data', ARGV[2]); return 1";
    private readonly string _folder = TestFolder.Create();
    private readonly PortBlock _ports = PortBlock.Reserve(null, nameof(LocalStoreTests));

    [Fact]
    public async Task Store_IsKilledAgainAndAgainDuringWritesAndCheckpoints_LosesNothingAcknowledged()
    {
        const int Keys = 16;
        var port = _ports.Take();
        var acknowledged = new ConcurrentDictionary<string, long>();
        for (var round = 1; round <= 3; round++)
        {
            using var store = await StartAsync(port, "--checkpoint-seconds", "1");
            await using (var redis = await ConnectAsync(port))
            {
                await RequireAsync(redis, acknowledged);
                using var killed = new CancellationTokenSource();
                var writers = Enumerable.Range(0, Keys).Select(k => WriteAsync(redis.GetDatabase(), $"k{k}", acknowledged, killed.Token)).ToArray();
                var enough = (acknowledged.IsEmpty ? 0 : acknowledged.Values.Min()) + 100;
                await Until.HoldsAsync("every key to be written 100 times more", () =>
                    Task.FromResult(acknowledged.Count == Keys && acknowledged.Values.Min() >= enough ? null : $"{acknowledged.Count} keys, {acknowledged.Values.DefaultIfEmpty().Min()} writes"));
                store.Signal(PosixSignal.Kill);
                await store.Exit;
                await killed.CancelAsync();
                await Task.WhenAll(writers);
            }
        }

        using var last = await StartAsync(port);
        await using (var redis = await ConnectAsync(port)) await RequireAsync(redis, acknowledged);
        last.Signal(PosixSignal.Terminate);
        Assert.Equal(0, await last.Exit);
    }

    [Fact]
    public async Task Store_HoldsMoreThanItsMemory_ForgetsNothing()
    {
        const int Records = 30_000;
        var port = _ports.Take();
        var data = new string('x', 2000);
        using (var store = await StartAsync(port, "--memory", "16m"))
        {
            await using var redis = await ConnectAsync(port);
            var database = redis.GetDatabase();
            foreach (var chunk in Enumerable.Range(0, Records).Chunk(500))
                await Task.WhenAll(chunk.Select(i => database.ScriptEvaluateAsync(Script, [$"r{i}"], [i, data])));
            Assert.Equal(0, await MissingAsync(database, Records));
            store.Signal(PosixSignal.Kill);
            await store.Exit;
        }

        using var again = await StartAsync(port, "--memory", "16m");
        await using (var redis = await ConnectAsync(port)) Assert.Equal(0, await MissingAsync(redis.GetDatabase(), Records));
        again.Signal(PosixSignal.Kill);
        await again.Exit;
    }

    public void Dispose()
    {
        _ports.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<ChildProcess> StartAsync(int port, params string[] more)
    {
        var spec = new ProcessSpec
        {
            Name = "store",
            Kind = "garnet",
            Role = ProcessRole.Store,
            FileName = DotnetHost.Path,
            Arguments =
            [
                Path.Combine(LauncherProcess.Built("LocalWorld"), "LocalWorld.dll"), StoreCommand.Name,
                "--port", port.ToString(CultureInfo.InvariantCulture), "--folder", Directory.CreateDirectory(Path.Combine(_folder, $"store-{port}")).FullName, .. more,
            ],
            Probe = SocketProbe.Redis(port),
        };
        var log = new RotatingLog(Path.Combine(_folder, "store.log"), TimeProvider.System);
        var store = ChildProcess.Start(spec, "none", log);
        await Until.HoldsAsync("the store to serve", () => store.Exit.IsCompleted
            ? throw new InvalidOperationException($"the store has ended: {string.Join(" / ", log.Tail)}")
            : spec.Probe.CheckAsync(TestContext.Current.CancellationToken));
        return store;
    }

    private static Task<ConnectionMultiplexer> ConnectAsync(int port) => ConnectionMultiplexer.ConnectAsync(
        new ConfigurationOptions { EndPoints = { { "127.0.0.1", port } }, AbortOnConnectFail = true, SyncTimeout = 20_000, AsyncTimeout = 20_000 });

    /// <summary>Counts a key up until the store is gone; notes what was acknowledged.</summary>
    private static async Task WriteAsync(IDatabase database, string key, ConcurrentDictionary<string, long> acknowledged, CancellationToken killed)
    {
        for (var version = acknowledged.GetValueOrDefault(key) + 1; !killed.IsCancellationRequested; version++)
        {
            try
            {
                await database.ScriptEvaluateAsync(Script, [key], [version, new string('x', 200)]).WaitAsync(killed);
                acknowledged[key] = version;
            }
            catch (Exception error) when (error is RedisException or RedisTimeoutException or OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>The one write that was under way when the store was killed may be there; nothing that was acknowledged may be missing.</summary>
    private static async Task RequireAsync(ConnectionMultiplexer redis, ConcurrentDictionary<string, long> acknowledged)
    {
        foreach (var (key, version) in acknowledged)
        {
            var stored = (long)await redis.GetDatabase().HashGetAsync(key, "version");
            Assert.True(stored == version || stored == version + 1, $"{key}: {version} was acknowledged, {stored} is stored");
            acknowledged[key] = stored;
        }
    }

    private static async Task<int> MissingAsync(IDatabase database, int records)
    {
        var missing = 0;
        foreach (var chunk in Enumerable.Range(0, records).Chunk(500))
        {
            var values = await Task.WhenAll(chunk.Select(i => database.HashGetAsync($"r{i}", "version")));
            missing += chunk.Zip(values).Count(p => (long?)p.Second != p.First);
        }

        return missing;
    }
}
