using System.Collections.Concurrent;
using System.Text;
using ActiveActive.EventHubs;
using ActiveActive.Tests.LocalBroker;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Streams;

namespace ActiveActive.Tests.EventHubs;

/// <summary>The provider as an application uses it: a grain produces, grains consume, things go wrong in between.</summary>
public sealed class EventHubStreamsTests : IDisposable
{
    private readonly Journal _journal = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _journal.Dispose();

    [Fact]
    public async Task Kill_OneOfTwoSilosInMidStream_LosesNoEventAndKeepsEachStreamsOrder()
    {
        const int Streams = 12, Each = 300;
        await using var world = await HubSilos.StartAsync(silos: 2, partitions: 8);
        var producing = Enumerable.Range(0, Streams).Select(async i =>
        {
            for (var from = 0; from < Each; from += 50)
                await ProduceAsync(world, i, from, 50);
        }).ToArray();
        await _journal.WhenAsync("a third of the events", () => Enumerable.Range(0, Streams).Sum(i => _journal.Received(_journal.Stream(i)).Count) > Streams * Each / 3);

        await world.KillAsync(1);

        await Task.WhenAll(producing);
        await _journal.WhenAsync("all events", () => Enumerable.Range(0, Streams).All(i => Has(i, Each)), 60);
        for (var i = 0; i < Streams; i++)
            AssertOrdered(_journal.Stream(i));
    }

    [Fact]
    public async Task Restart_OfAllSilos_GoesOnBehindTheCheckpoint()
    {
        await using var world = await HubSilos.StartAsync(partitions: 1);
        await ProduceAsync(world, 0, 0, 100);
        await _journal.WhenAsync("100 events", () => Has(0, 100));

        await world.StopAsync(0);
        Assert.Equal(99, await world.CheckpointAsync());
        await world.AddSiloAsync();
        await ProduceAsync(world, 0, 100, 1);

        await _journal.WhenAsync("the event after the restart", () => Has(0, 101));
        Assert.Equal(101, _journal.Received(_journal.Stream(0)).Count);
    }

    [Fact]
    public async Task HandlerFails_WithoutAPolicy_HoldsItsStreamAndTheCheckpointAndSkipsNothing()
    {
        await using var world = await HubSilos.StartAsync(partitions: 1, configure: options => options.MaxDeliveryTime = TimeSpan.FromMilliseconds(50));
        var broken = true;
        _journal.OnEvent = (stream, number) => broken && stream == _journal.Stream(0) && number == 3
            ? throw new InvalidOperationException("refused by the test")
            : Task.CompletedTask;
        await ProduceAsync(world, 0, 0, 10);
        await ProduceAsync(world, 1, 0, 10);

        // Far more attempts than one delivery time holds, so the agent has given up on the event, alone and in company, several times.
        await _journal.WhenAsync("the other stream, and many attempts", () => Has(1, 10) && _journal.Attempts(_journal.Stream(0), 3) > 10);
        Assert.Equal([0, 1, 2], _journal.Received(_journal.Stream(0)).Distinct());
        Assert.True(await world.CheckpointAsync() is null or < 3);
        Volatile.Write(ref broken, false);

        await _journal.WhenAsync("the held stream", () => Has(0, 10));
        AssertOrdered(_journal.Stream(0));
    }

    [Fact]
    public async Task HandlerFails_AndThePolicyParks_StopsThatEventOnly()
    {
        var policy = new ParkingPolicy();
        await using var world = await HubSilos.StartAsync(partitions: 1, configure: options => options.MaxDeliveryTime = TimeSpan.FromMilliseconds(50), policy: policy);
        _journal.OnEvent = (_, number) => number == 3 ? throw new InvalidOperationException("refused by the test") : Task.CompletedTask;
        await ProduceAsync(world, 0, 0, 10);

        await _journal.WhenAsync("all but the bad one", () => _journal.Received(_journal.Stream(0)).Distinct().Count() == 9);

        var parked = Assert.Single(policy.Parked);
        Assert.Equal((3L, 0, false), (parked.Offset, parked.Partition.Partition, parked.IsRaw));
        var read = world.Silos[0].Services.GetRequiredService<Orleans.Serialization.Serializer>().Deserialize<OrderPlaced>(parked.Payload.ToArray());
        Assert.Equal(new OrderPlaced(3, "tea"), read);
        await world.StopAsync(0);
        Assert.Equal(9, await world.CheckpointAsync());
    }

    [Fact]
    public async Task BadBytes_AmongGoodEvents_AreParkedAlone()
    {
        var policy = new ParkingPolicy();
        await using var world = await HubSilos.StartAsync(partitions: 1, configure: options => options.MaxDeliveryTime = TimeSpan.FromMilliseconds(50), policy: policy);
        using (var producer = new ProducerBuilder<byte[], byte[]>(world.Broker.Producer()).Build())
        {
            await producer.ProduceAsync(HubSilos.Hub, Foreign([0xff, 0x13, 0x37], 1), Cancelled);
            await producer.ProduceAsync(HubSilos.Hub, Foreign([1, 2, 3], 77), Cancelled);
            await producer.ProduceAsync(HubSilos.Hub, Foreign([], null), Cancelled);
        }

        await ProduceAsync(world, 0, 0, 3);

        await _journal.WhenAsync("the good events", () => Has(0, 3));
        Assert.Equal([0, 1, 2], policy.Parked.Select(parked => parked.Offset).Order());

        Message<byte[], byte[]> Foreign(byte[] value, byte? encoding)
        {
            Headers headers = [new Header("aa-ns", "orders"u8.ToArray())];
            if (encoding is { } known)
                headers.Add("aa-enc", [known]);
            return new() { Key = Encoding.UTF8.GetBytes(_journal.Stream(0)), Value = value, Headers = headers };
        }
    }

    [Fact]
    public async Task RawBytes_ToNumberedPartitions_ArriveUnchangedInTheirPartition()
    {
        await using var world = await HubSilos.StartAsync(silos: 2, partitions: 4, configure: options => options.Partitioner = NumberedPartitioner.Instance);
        for (var partition = 0; partition < 4; partition++)
            await Stream(world, partition).OnNextBatchAsync(Enumerable.Range(0, 200).Select(number => new ReadOnlyMemory<byte>(BytesSinkGrain.Event(_journal, number))));

        await _journal.WhenAsync("200 events in each partition", () => Enumerable.Range(0, 4).All(partition => Has(partition, 200)));

        var stored = world.Broker.Consume(new(HubSilos.Hub, 2, 0), 200);
        Assert.Equal(Enumerable.Range(0, 200).Select(number => BytesSinkGrain.Event(_journal, number)), stored.Select(message => message.Message.Value));
        await Assert.ThrowsAsync<InvalidRequestException>(() => Stream(world, 4).OnNextAsync(new byte[] { 1 }));

        static IAsyncStream<ReadOnlyMemory<byte>> Stream(HubSilos world, int partition) =>
            world.Silos[0].Services.GetRequiredKeyedService<IStreamProvider>(HubSilos.Provider)
                .GetStream<ReadOnlyMemory<byte>>(NumberedPartitioner.StreamOf(BytesSinkGrain.Namespace, partition));
    }

    [Fact]
    public async Task TypedEvents_InTheHub_CarryNoTypeName()
    {
        await using var world = await HubSilos.StartAsync(partitions: 1);
        await ProduceAsync(world, 0, 7, 1);

        var stored = world.Broker.Consume(new(HubSilos.Hub, 0, 0), 1)[0].Message;

        var everything = Encoding.Latin1.GetString([.. stored.Key, .. stored.Value, .. stored.Headers.SelectMany(header => header.GetValueBytes())]);
        Assert.Contains("tea", everything, StringComparison.Ordinal);
        Assert.DoesNotContain(nameof(OrderPlaced), everything, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("order-placed", everything, StringComparison.OrdinalIgnoreCase);
        Assert.InRange(stored.Value.Length, 1, 16);
    }

    [Fact]
    public async Task BrokerRestarts_InMidStream_DelaysAndLosesNothing()
    {
        await using var world = await HubSilos.StartAsync(partitions: 2);
        var producing = Enumerable.Range(0, 4).Select(i => ProduceAsync(world, i, 0, 500)).ToArray();
        await _journal.WhenAsync("the first events", () => _journal.Received(_journal.Stream(0)).Count > 50);

        await world.Broker.RestartAsync();

        await Task.WhenAll(producing);
        await _journal.WhenAsync("all events", () => Enumerable.Range(0, 4).All(i => Has(i, 500)));
        for (var i = 0; i < 4; i++)
            AssertOrdered(_journal.Stream(i));
    }

    [Fact]
    public async Task HubMadeAnew_UnderTheReader_IsReadFromItsOwnBeginning()
    {
        var policy = new ParkingPolicy();
        await using var world = await HubSilos.StartAsync(partitions: 1, policy: policy);
        await ProduceAsync(world, 0, 0, 50);
        await _journal.WhenAsync("50 events of the first life", () => Has(0, 50));
        var before = world.Partition();

        Assert.Equal(ActiveActive.LocalBroker.Protocol.ErrorCode.None, world.Broker.Store.Delete(HubSilos.Hub));
        world.Broker.Store.Create(HubSilos.Hub, 1, new());
        await world.Broker.RestartAsync();
        await ProduceAsync(world, 0, 50, 10);

        await _journal.WhenAsync("10 events of the second life", () => Has(0, 60));
        Assert.Equal([(before, world.Partition())], policy.MadeAnew);
        Assert.Empty(policy.Gaps);
        await world.StopAsync(0);
        Assert.Equal(9, await world.CheckpointAsync());
    }

    [Fact]
    public async Task RetentionPassedTheCheckpoint_IsReportedAsAGapAndReadFromTheStart()
    {
        var policy = new ParkingPolicy();
        var broker = RunningBroker.WithTopic(HubSilos.Hub, 1, new(RetentionBytes: 3000, SegmentBytes: 1024));
        await using var world = await HubSilos.StartAsync(policy: policy, broker: broker);
        await ProduceAsync(world, 0, 0, 10);
        await _journal.WhenAsync("10 events", () => Has(0, 10));
        await world.StopAsync(0);
        using (var producer = new ProducerBuilder<Null, byte[]>(broker.Producer()).Build())
            for (var i = 0; i < 20; i++)
                await producer.ProduceAsync(HubSilos.Hub, new() { Value = new byte[500] }, Cancelled);
        broker.Store.ApplyRetention();

        await world.AddSiloAsync();
        await ProduceAsync(world, 0, 10, 1);

        await _journal.WhenAsync("the event behind the gap", () => Has(0, 11));
        var gap = Assert.Single(policy.Gaps);
        Assert.Equal((10L, broker.Store.Find(HubSilos.Hub)!.Partitions[0].StartOffset), (gap.Wanted, gap.LogStart));
        Assert.True(gap.LogStart > gap.Wanted);
    }

    [Fact]
    public async Task SlowSubscriber_FillsTheCacheToItsBoundAndNoFurther()
    {
        var gate = new TaskCompletionSource();
        _journal.OnEvent = (_, _) => gate.Task;
        await using var world = await HubSilos.StartAsync(partitions: 1, configure: options =>
        {
            options.Partitioner = NumberedPartitioner.Instance;
            (options.CacheBytes, options.MaxBatchBytes, options.MaxBatchEvents) = (64 << 10, 16 << 10, 10);
        });
        var cache = new Peak("activeactive.hub.cache.bytes", HubSilos.Provider);
        var stream = world.Silos[0].Services.GetRequiredKeyedService<IStreamProvider>(HubSilos.Provider)
            .GetStream<byte[]>(NumberedPartitioner.StreamOf(BytesSinkGrain.Namespace, 0));
        await stream.OnNextBatchAsync(Enumerable.Range(0, 2_000).Select(number => BytesSinkGrain.Event(_journal, number, padding: 500)));
        using (cache)
        {
            await cache.WhenAboveAsync(48 << 10);
            gate.SetResult();
            await _journal.WhenAsync("all events", () => Has(0, 2_000));
            Assert.InRange(cache.Look(), 0, (64 << 10) + (64 << 10)); // the bound, and one last fetch with its objects
        }
    }

    [Fact]
    public async Task Producer_WithoutAHub_FailsTypedAndKnown()
    {
        await using var world = await HubSilos.StartAsync(partitions: 1, configure: options =>
        {
            (options.PartitionCount, options.ProduceTimeout, options.RequestTimeout) = (1, TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(300));
            options.BootstrapServers = "127.0.0.1:1"; // nobody listens there, and the silo started all the same
        });
        var stream = world.Silos[0].Services.GetRequiredKeyedService<IStreamProvider>(HubSilos.Provider).GetStream<byte[]>(StreamId.Create("x", "y"));

        var failed = await Assert.ThrowsAnyAsync<ActiveActiveException>(() => stream.OnNextAsync([1]));

        Assert.Equal(CallOutcome.NotApplied, failed.Outcome);
    }

    [Fact]
    public async Task Client_OfTheCluster_Produces()
    {
        await using var world = await HubSilos.StartAsync(partitions: 2);
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleansClient(client =>
        {
            client.UseLocalhostClustering(world.Silos[0].Services.GetRequiredService<ILocalSiloDetails>().GatewayAddress.Endpoint.Port);
            client.AddEventHubStreams(HubSilos.Provider, options => (options.BootstrapServers, options.Hub) = (world.Broker.BootstrapServers, HubSilos.Hub));
        });
        using var client = builder.Build();
        await client.StartAsync(Cancelled);
        var stream = client.Services.GetRequiredKeyedService<IStreamProvider>(HubSilos.Provider)
            .GetStream<OrderPlaced>(StreamId.Create(OrderSinkGrain.Namespace, _journal.Stream(0)));

        await stream.OnNextAsync(new OrderPlaced(0, "tea"));

        await _journal.WhenAsync("the client's event", () => Has(0, 1));
        await client.StopAsync(Cancelled);
    }

    [Fact]
    public async Task ApplicationCheckpoints_AreReadAndNeverWritten()
    {
        await using var world = await HubSilos.StartAsync(partitions: 1, configure: options => options.Checkpoints = CheckpointSource.Application);
        await ProduceAsync(world, 0, 0, 10);
        await _journal.WhenAsync("10 events", () => Has(0, 10));
        await world.StopAsync(0);
        Assert.Null(await world.CheckpointAsync());
        await world.Checkpoints.AdvanceAsync(world.Partition(), 6, Cancelled);

        await world.AddSiloAsync();

        await _journal.WhenAsync("the three behind the checkpoint again", () => _journal.Received(_journal.Stream(0)).Count == 13);
        Assert.Equal([7, 8, 9], _journal.Received(_journal.Stream(0)).Skip(10));
        Assert.Equal(6, await world.CheckpointAsync());
    }

    /// <summary>Has a grain produce; repeated when its silo dies under it, as an application would.</summary>
    private async Task ProduceAsync(HubSilos world, int stream, int from, int count)
    {
        for (var source = world.Grains.GetGrain<IOrderSourceGrain>(_journal.Stream(stream)); ;)
            try
            {
                await source.ProduceAsync(from, count);
                return;
            }
            catch (Exception lost) when (lost is SiloUnavailableException or OrleansMessageRejectionException)
            {
                Cancelled.ThrowIfCancellationRequested();
            }
    }

    private bool Has(int stream, int count) => _journal.Received(_journal.Stream(stream)).Distinct().Count() == count;

    /// <summary>Repetitions are allowed, and begin where something was not confirmed; what is new comes in order.</summary>
    private void AssertOrdered(string stream)
    {
        var received = _journal.Received(stream);
        Assert.Equal(received.Distinct().Order(), received.Distinct());
    }

    private sealed class ParkingPolicy : IHubFailurePolicy
    {
        public ConcurrentQueue<UndeliverableEvent> Parked { get; } = new();

        public ConcurrentQueue<HubGap> Gaps { get; } = new();

        public ValueTask<UndeliverableDecision> OnUndeliverableAsync(UndeliverableEvent undeliverable, CancellationToken cancellationToken)
        {
            Parked.Enqueue(undeliverable);
            return ValueTask.FromResult(UndeliverableDecision.Parked);
        }

        public ConcurrentQueue<(HubPartition Before, HubPartition Now)> MadeAnew { get; } = new();

        public ValueTask OnHubMadeAnewAsync(HubPartition before, HubPartition now, CancellationToken cancellationToken)
        {
            MadeAnew.Enqueue((before, now));
            return ValueTask.CompletedTask;
        }

        public ValueTask OnGapAsync(HubGap gap, CancellationToken cancellationToken)
        {
            Gaps.Enqueue(gap);
            return ValueTask.CompletedTask;
        }
    }
}
