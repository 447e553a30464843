using ActiveActive.EventHubs;
using ActiveActive.EventHubs.Checkpoints;
using ActiveActive.EventHubs.Options;
using ActiveActive.EventHubs.Partitioning;
using ActiveActive.EventHubs.Reading;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streams;

namespace ActiveActive.Tests.EventHubs;

public sealed class HubDecisionsTests
{
    private const string Azure = "Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=app;SharedAccessKey=c2VjcmV0LWtleQ==;EntityPath=orders";

    [Theory]
    [InlineData(null, StartPosition.Earliest, 5, false)]
    [InlineData(null, StartPosition.Latest, 20, false)]
    [InlineData(5L, StartPosition.Latest, 5, false)]
    [InlineData(12L, StartPosition.Latest, 12, false)]
    [InlineData(20L, StartPosition.Earliest, 20, false)]
    [InlineData(4L, StartPosition.Latest, 5, true)] // retention passed it
    [InlineData(21L, StartPosition.Latest, 5, true)] // the log is shorter than what was read of it
    public void Start_OnALogFrom5To20_IsWhereNothingIsMissed(long? wanted, StartPosition withoutCheckpoint, long offset, bool gap) =>
        Assert.Equal(new StartDecision(offset, gap), StartDecision.For(wanted, 5, 20, withoutCheckpoint));

    [Fact]
    public void HashPartitioner_IsStableAndSpreads()
    {
        // Golden values: another hash would send a running system's streams to other partitions, and their order would be lost.
        Assert.Equal([PartitionOf("orders", "1"), PartitionOf("orders", "2"), PartitionOf("", "orders/1"), PartitionOf("täglich", "ö")], Golden);
        var used = Enumerable.Range(0, 6_400).GroupBy(i => PartitionOf("orders", $"{i}")).Select(group => group.Count()).ToList();
        Assert.Equal(64, used.Count);
        Assert.All(used, count => Assert.InRange(count, 60, 140));

        static int PartitionOf(string space, string key) => StreamHashPartitioner.Instance.PartitionOf(StreamId.Create(space, key), 64);
    }

    private static readonly int[] Golden = [38, 47, 11, 18];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public void QueueMapper_OneQueuePerPartition_LiesEvenlyOnTheRing(int partitions)
    {
        var mapper = new PartitionQueueMapper("hub", partitions, NumberedPartitioner.Instance);
        var hashes = mapper.GetAllQueues().Select(queue => (long)queue.GetUniformHashCode()).ToList();

        Assert.Equal(partitions, hashes.Distinct().Count());
        Assert.All(hashes.Zip(hashes.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, (1L << 32) / partitions - 1, (1L << 32) / partitions + 1));
        for (var partition = 0; partition < partitions; partition++)
            Assert.Equal(partition, PartitionQueueMapper.PartitionOf(mapper.GetQueueForStream(NumberedPartitioner.StreamOf("r/a", partition))));
    }

    [Fact]
    public void Connection_FromAnEventHubsString_IsTheKafkaEndpointWithTheStringAsPassword()
    {
        var connection = HubConnection.From(new EventHubStreamOptions { ConnectionString = Azure });
        var config = connection.Configure(new ConsumerConfig());

        Assert.Equal(("shop.servicebus.windows.net:9093", "orders"), (connection.Servers, connection.Hub));
        Assert.Equal((SecurityProtocol.SaslSsl, SaslMechanism.Plain, "$ConnectionString", Azure),
            (config.SecurityProtocol, config.SaslMechanism, config.SaslUsername, config.SaslPassword));
        Assert.True(config.MetadataMaxAgeMs < 240_000 && config.ConnectionsMaxIdleMs < 240_000); // Azure closes idle connections then
        Assert.DoesNotContain("c2VjcmV0", connection.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Connection_FromTheEmulatorsString_IsPlainText() =>
        Assert.Equal(("localhost:9092", SecurityProtocol.SaslPlaintext),
            HubConnection.From(new EventHubStreamOptions { ConnectionString = "Endpoint=sb://localhost;SharedAccessKeyName=a;SharedAccessKey=b;UseDevelopmentEmulator=true;EntityPath=e" }) is var connection
                ? (connection.Servers, connection.Protocol)
                : default);

    public static TheoryData<string, Action<EventHubStreamOptions>> WrongOptions => new()
    {
        { "set ConnectionString (Azure Event Hubs) or BootstrapServers", options => options.BootstrapServers = null },
        { "set Hub", options => options.Hub = null },
        { "ConnectionString: Endpoint=sb://", options => options.ConnectionString = "SharedAccessKey=c2VjcmV0" },
        { "ConnectionString: SharedAccessKeyName and SharedAccessKey are missing", options => options.ConnectionString = "Endpoint=sb://x.y/" },
        { "SaslSsl needs UserName and Password", options => options.SecurityProtocol = SecurityProtocol.SaslSsl },
        { "does not log in", options => (options.UserName, options.Password, options.SecurityProtocol) = ("u", "c2VjcmV0", SecurityProtocol.Plaintext) },
        { "AuthorityFile /nowhere does not exist", options => options.AuthorityFile = "/nowhere" },
        { "PartitionCount 0: 1 to 2000", options => options.PartitionCount = 0 },
        { "Direction is None", options => options.Direction = StreamProviderDirection.None },
        { "MaxBatchBytes 1048576 is above CacheBytes 65536", options => options.CacheBytes = 64 << 10 },
        { "MaxEventBytes 1000000 is above ProducerQueueBytes 65536", options => options.ProducerQueueBytes = 64 << 10 },
        { "PollWait 00:01:00: 00:00:00.0100000 to 00:00:10", options => options.PollWait = TimeSpan.FromMinutes(1) },
    };

    [Theory]
    [MemberData(nameof(WrongOptions))]
    public void Validator_WrongOptions_NamesSettingValueAndRemedyButNoSecret(string expected, Action<EventHubStreamOptions> spoil)
    {
        var options = new EventHubStreamOptions { BootstrapServers = "localhost:9092", Hub = "orders" };
        new EventHubStreamOptionsValidator(options, "hub", canReadCheckpoints: true).ValidateConfiguration();
        spoil(options);

        var refused = Assert.Throws<OrleansConfigurationException>(() => new EventHubStreamOptionsValidator(options, "hub", canReadCheckpoints: true).ValidateConfiguration());

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Validator_NoCheckpointStore_IsRefusedForReadersOnly()
    {
        var options = new EventHubStreamOptions { BootstrapServers = "localhost:9092", Hub = "orders" };
        var validator = new EventHubStreamOptionsValidator(options, "hub", canReadCheckpoints: false);

        Assert.Contains("ICheckpointStore", Assert.Throws<OrleansConfigurationException>(validator.ValidateConfiguration).Message, StringComparison.Ordinal);
        options.Direction = StreamProviderDirection.WriteOnly;
        validator.ValidateConfiguration();
    }

    [Fact]
    public async Task VolatileCheckpoints_ALateReport_MovesNothingBack()
    {
        var store = new VolatileCheckpointStore();
        var partition = new HubPartition(new HubIdentity("hub"), 1);
        Assert.Null(await store.ReadAsync(partition, default));
        await store.AdvanceAsync(partition, 10, default);
        await store.AdvanceAsync(partition, 7, default);

        Assert.Equal(10, await store.ReadAsync(partition, default));
        Assert.Null(await store.ReadAsync(partition with { Hub = new HubIdentity("made anew") }, default));
    }

    [Fact]
    public async Task CheckpointWriter_StoreFails_TriesAgainWithTheNewest()
    {
        var time = new FakeTimeProvider();
        var store = new FailingStore();
        await using var writer = new CheckpointWriter(store, TimeSpan.FromSeconds(1), time, NullLogger.Instance);
        var partition = new HubPartition(new HubIdentity("hub"), 0);
        writer.Advance(partition, 5);
        await TickUntilAsync(() => store.Attempts == 1);
        writer.Advance(partition, 9);
        writer.Advance(partition, 8);
        store.Works = true;

        await TickUntilAsync(() => store.Stored == 9);
        await writer.FlushAsync(0, TestContext.Current.CancellationToken);
        Assert.Equal(2, store.Attempts); // nothing new, nothing written

        async Task TickUntilAsync(Func<bool> reached)
        {
            for (var ticks = 0; !reached(); ticks++)
            {
                Assert.True(ticks < 10_000, $"attempts {store.Attempts}, stored {store.Stored}");
                time.Advance(TimeSpan.FromMilliseconds(500));
                await Task.Yield();
            }
        }
    }

    private sealed class FailingStore : ICheckpointStore
    {
        private int _attempts;

        public bool Works { get; set; }

        public int Attempts => Volatile.Read(ref _attempts);

        public long Stored { get; private set; } = -1;

        public ValueTask<long?> ReadAsync(HubPartition partition, CancellationToken cancellationToken) => ValueTask.FromResult<long?>(null);

        public ValueTask AdvanceAsync(HubPartition partition, long appliedOffset, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _attempts);
            if (!Works)
                throw new IOException("the store is away");
            Stored = Math.Max(Stored, appliedOffset);
            return ValueTask.CompletedTask;
        }
    }
}
