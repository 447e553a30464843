using System.Text;
using ActiveActive.Replication;
using ActiveActive.Store;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;

namespace ActiveActive.WorldTests.Stores;

/// <summary>G1, G5: what replicated state asks of a store, on each server that may be one.</summary>
public abstract class ReplicatedStoreConformance : IAsyncLifetime
{
    private readonly StoreProcess _server;
    private readonly ReplicatedKeys _keys = new("test");
    private int _minted;

    private protected ReplicatedStoreConformance(StoreProcess server) => _server = server;

    public async ValueTask InitializeAsync()
    {
        if (_server.Missing is { } reason) Assert.Skip(reason);
        await _server.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Write_Accepted_IsReadBackWholeAndDirty()
    {
        await using var store = await ConnectAsync();
        var (grain, partition) = Grain("cart/1");

        var commit = await store.WriteAsync(partition, Write(grain, 0, "state-1", 1, new PendingDelta(Bytes("delta-1"), 0, 1)));

        Assert.Equal(new GrainCommit(GrainCommitStatus.Committed, 1, 0), commit);
        var record = await store.ReadAsync(grain);
        Assert.Equal(("state-1", "delta-1", 1L, "life", 1L, 0L, 1L), (Text(record.State), Text(record.Delta), record.Version, record.Life, record.LastDot, record.From, record.To));
        Assert.Equal([grain], (await store.ReadDirtyAsync(partition, 10)).Select(d => d.Grain));
    }

    [Fact]
    public async Task Read_NeverWritten_IsNone()
    {
        await using var store = await ConnectAsync();

        Assert.Equal(GrainRecord.None, await store.ReadAsync(Grain("nobody").Key));
    }

    [Fact]
    public async Task Write_FromAnOldVersion_IsRefusedAndChangesNothing()
    {
        await using var store = await ConnectAsync();
        var (grain, partition) = Grain("cart/2");
        await store.WriteAsync(partition, Write(grain, 0, "first", 1, new PendingDelta(Bytes("d1"), 0, 1)));

        var second = await store.WriteAsync(partition, Write(grain, 0, "duplicate activation", 1, new PendingDelta(Bytes("d1'"), 0, 1)));

        Assert.Equal(new GrainCommit(GrainCommitStatus.Conflict, 1, 0), second);
        Assert.Equal("first", Text((await store.ReadAsync(grain)).State));
    }

    [Fact]
    public async Task Shipped_NothingWrittenMeanwhile_IsClean()
    {
        await using var store = await ConnectAsync();
        var (grain, partition) = Grain("cart/3");
        await store.WriteAsync(partition, Write(grain, 0, "s", 1, new PendingDelta(Bytes("d"), 0, 1)));

        Assert.True(await store.MarkShippedAsync(partition, grain, 1));

        Assert.Empty(await store.ReadDirtyAsync(partition, 10));
        Assert.Equal(("", 1L), (Text((await store.ReadAsync(grain)).Delta), (await store.ReadAsync(grain)).Shipped));
    }

    [Fact]
    public async Task Shipped_WrittenMeanwhile_StaysDirtyAndTheNextWriteLearnsIt()
    {
        await using var store = await ConnectAsync();
        var (grain, partition) = Grain("cart/4");
        await store.WriteAsync(partition, Write(grain, 0, "s1", 1, new PendingDelta(Bytes("d1"), 0, 1)));
        await store.WriteAsync(partition, Write(grain, 1, "s2", 2, new PendingDelta(Bytes("d1+d2"), 0, 2)));

        Assert.False(await store.MarkShippedAsync(partition, grain, 1));

        Assert.Single(await store.ReadDirtyAsync(partition, 10));
        var third = await store.WriteAsync(partition, Write(grain, 2, "s3", 3, new PendingDelta(Bytes("d2+d3"), 1, 3)));
        Assert.Equal(1, third.Shipped);
        Assert.True(await store.MarkShippedAsync(partition, grain, 3));
    }

    [Fact]
    public async Task Merge_OfTheOtherSite_ShipsNothing()
    {
        await using var store = await ConnectAsync();
        var (grain, partition) = Grain("cart/5");

        await store.WriteAsync(partition, Write(grain, 0, "theirs", 0, null));

        Assert.Empty(await store.ReadDirtyAsync(partition, 10));
        Assert.Equal("theirs", Text((await store.ReadAsync(grain)).State));
    }

    [Fact]
    public async Task Write_TooLarge_IsRefusedTyped()
    {
        await using var store = await ConnectAsync(o => o.MaxWriteBytes = 100);
        var (grain, partition) = Grain("cart/6");

        var error = await Assert.ThrowsAsync<StateTooLargeException>(() => store.WriteAsync(partition, Write(grain, 0, new string('x', 101), 1, null)));

        Assert.Equal((101, 100, CallOutcome.NotApplied), (error.Actual, error.Limit, error.Outcome));
        Assert.Equal(GrainRecord.None, await store.ReadAsync(grain));
    }

    [Fact]
    public async Task Writes_ConcurrentOfOnePartition_AllCommitAndNoneTwice()
    {
        await using var store = await ConnectAsync();
        var grains = Enumerable.Range(0, 4000).Select(i => Grain($"g{i}")).Where(g => g.Partition == 5).Take(40).ToArray();

        await Task.WhenAll(grains.Select(async grain =>
        {
            for (var i = 1; i <= 25; i++)
            {
                var commit = await store.WriteAsync(5, Write(grain.Key, i - 1, $"s{i}", i, new PendingDelta(Bytes($"d{i}"), 0, i)));
                Assert.Equal(new GrainCommit(GrainCommitStatus.Committed, i, 0), commit);
            }
        }));

        foreach (var grain in grains) Assert.Equal(("s25", 25L), (Text((await store.ReadAsync(grain.Key)).State), (await store.ReadAsync(grain.Key)).Version));
        Assert.Equal(40, (await store.ReadDirtyAsync(5, 100)).Count);
    }

    [Fact]
    public async Task Writers_RacingOnOneGrain_LoseNoUpdate()
    {
        await using var one = await ConnectAsync();
        await using var two = await ConnectAsync();
        var (grain, partition) = Grain("raced");

        var accepted = await Task.WhenAll(new[] { one, two }.SelectMany(store => Enumerable.Range(0, 4).Select(async _ =>
        {
            var count = 0;
            for (var i = 0; i < 100; i++)
            {
                var version = (await store.ReadAsync(grain)).Version;
                var commit = await store.WriteAsync(partition, Write(grain, version, $"{version + 1}", version + 1, new PendingDelta(Bytes("d"), 0, version + 1)));
                if (commit.Status == GrainCommitStatus.Committed) count++;
            }

            return count;
        })));

        Assert.Equal(accepted.Sum(), (await one.ReadAsync(grain)).Version);
    }

    [Fact]
    public async Task Lives_ReservedByTwo_NeverOverlap()
    {
        await using var one = await ConnectAsync();
        await using var two = await ConnectAsync();

        var blocks = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => (i % 2 == 0 ? one : two).ReserveLivesAsync(3, 10)));

        var numbers = blocks.SelectMany(b => Enumerable.Range((int)b!.Value.First, 10)).ToArray();
        Assert.Equal(500, numbers.Distinct().Count());
        Assert.All(blocks, b => Assert.Equal(9, b!.Value.Last - b.Value.First));
    }

    [Fact]
    public async Task Server_KilledAndBack_KeepsEveryAcknowledgedWriteAndItsIncarnation()
    {
        await using var store = await ConnectAsync();
        var before = store.Incarnation.Value;
        var acknowledged = new long[8];
        var writing = Enumerable.Range(0, 8).Select(async i =>
        {
            var (grain, partition) = Grain($"kept/{i}");
            try
            {
                for (var v = 1L; ; v++)
                {
                    await store.WriteAsync(partition, Write(grain, v - 1, $"{v}", v, new PendingDelta(Bytes("d"), 0, v)));
                    Volatile.Write(ref acknowledged[i], v);
                }
            }
            catch (StoreException)
            {
            }
        }).ToArray();
        while (acknowledged.Any(a => Volatile.Read(ref a) < 20)) await Task.Yield();

        await _server.KillAsync();
        await Task.WhenAll(writing);
        await _server.StartAsync();
        await using var again = await ConnectAsync();

        Assert.Equal(new StoreIncarnation(before, StoreIncarnationReason.Kept), again.Incarnation);
        for (var i = 0; i < 8; i++)
        {
            var record = await again.ReadAsync(Grain($"kept/{i}").Key);
            Assert.InRange(record.Version, acknowledged[i], acknowledged[i] + 1);
            // One hash, one commit: never a state without its delta, or a version without its state.
            Assert.Equal(($"{record.Version}", record.Version, record.Version), (Text(record.State), record.To, record.LastDot));
        }
    }

    [Fact]
    public async Task Server_LosesItsData_WritersOfTheOldIncarnationAreRefused()
    {
        await using var store = await ConnectAsync();
        var (grain, partition) = Grain("lost");
        await store.WriteAsync(partition, Write(grain, 0, "s", 1, new PendingDelta(Bytes("d"), 0, 1)));
        var before = store.Incarnation.Value;

        await _server.KillAsync();
        _server.LoseData();
        await _server.StartAsync();
        await using var other = await ConnectAsync();
        Assert.Equal(StoreIncarnationReason.Empty, other.Incarnation.Reason);
        Assert.NotEqual(before, other.Incarnation.Value);

        // The old writer's client reconnects by itself; its write still carries the old incarnation, or is told that its scripts are gone.
        var commit = await UntilConnectedAsync(() => store.WriteAsync(partition, Write(grain, 1, "s2", 2, new PendingDelta(Bytes("d"), 0, 2))));

        Assert.Equal(GrainCommitStatus.NewIncarnation, commit.Status);
        Assert.Equal(GrainRecord.None, await other.ReadAsync(grain));
        Assert.Equal(other.Incarnation.Value, store.Incarnation.Value);
    }

    /// <summary>Repeats while the client library is still reconnecting, which is known not to have sent anything.</summary>
    private static async Task<GrainCommit> UntilConnectedAsync(Func<Task<GrainCommit>> write)
    {
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (true)
        {
            try
            {
                return await write();
            }
            catch (StoreException) when (DateTime.UtcNow < deadline)
            {
                await Task.Yield();
            }
        }
    }

    private Task<ReplicatedStore> ConnectAsync(Action<ReplicatedStoreOptions>? configure = null)
    {
        var options = new ReplicatedStoreOptions { ServiceId = "test", Connection = { ConnectionString = _server.ConnectionString } };
        configure?.Invoke(options);
        return ReplicatedStore.ConnectAsync(options, () => $"incarnation-{Interlocked.Increment(ref _minted)}", TimeProvider.System, NullLogger.Instance);
    }

    private (RedisKey Key, int Partition) Grain(string name) => (_keys.Grain(name, "state"), ReplicatedKeys.PartitionOf(name));

    private static GrainWrite Write(RedisKey grain, long version, string state, long dot, PendingDelta? pending) =>
        new() { Key = grain, ExpectedVersion = version, State = Bytes(state), Life = "life", LastDot = dot, Pending = pending };

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}

public sealed class RedisReplicatedStoreTests() : ReplicatedStoreConformance(new RedisProcess());

public sealed class GarnetReplicatedStoreTests() : ReplicatedStoreConformance(new GarnetProcess());
