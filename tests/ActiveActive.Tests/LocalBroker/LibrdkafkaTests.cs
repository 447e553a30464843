using System.Collections.Concurrent;
using ActiveActive.LocalBroker.Log;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace ActiveActive.Tests.LocalBroker;

/// <summary>Conformance: a client the broker did not grow up with must be content with it.</summary>
public sealed class LibrdkafkaTests
{
    private const string Topic = "orders";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CompressionType.None)]
    [InlineData(CompressionType.Gzip)]
    [InlineData(CompressionType.Snappy)]
    [InlineData(CompressionType.Lz4)]
    [InlineData(CompressionType.Zstd)]
    public async Task Produce_WithEveryCodec_ReadsBackKeysHeadersTimesAndOrder(CompressionType codec)
    {
        await using var broker = RunningBroker.WithTopic(Topic, 1);
        var config = broker.Producer();
        config.CompressionType = codec;
        using (var producer = new ProducerBuilder<string, byte[]>(config).Build())
            await Task.WhenAll(Enumerable.Range(0, 300).Select(i => producer.ProduceAsync(Topic, new()
            {
                Key = $"k{i}", Value = new byte[i], Headers = [new Header("n", [(byte)i])], Timestamp = new Timestamp(1_000 + i, TimestampType.CreateTime),
            }, Cancelled)));

        var got = broker.Consume(new(Topic, 0, 0), 300);

        Assert.Equal(Enumerable.Range(0, 300).Select(i => (long)i), got.Select(message => message.Offset.Value));
        Assert.Equal(Enumerable.Range(0, 300), got.Select(message => message.Message.Value.Length));
        Assert.All(got, message => Assert.Equal(1_000 + message.Offset.Value, message.Message.Timestamp.UnixTimestampMs));
        Assert.All(got, message => Assert.Equal((byte)message.Offset.Value, message.Message.Headers[0].GetValueBytes()[0]));
    }

    [Fact]
    public async Task Produce_LargeAndTooLargeMessages_TakesTheFirstAndRefusesTheSecond()
    {
        await using var broker = RunningBroker.WithTopic(Topic, 1);
        var config = broker.Producer();
        config.MessageMaxBytes = 8 << 20;
        using var producer = new ProducerBuilder<Null, byte[]>(config).Build();
        var large = new byte[3 << 20];
        new Random(1).NextBytes(large);

        await producer.ProduceAsync(Topic, new() { Value = large }, Cancelled);
        var refused = await Assert.ThrowsAsync<ProduceException<Null, byte[]>>(
            () => producer.ProduceAsync(Topic, new() { Value = new byte[5 << 20] }, Cancelled));

        Assert.Equal(ErrorCode.MsgSizeTooLarge, refused.Error.Code);
        Assert.Equal(large, broker.Consume(new(Topic, 0, 0), 1)[0].Message.Value);
    }

    [Fact]
    public async Task ProduceAndConsume_ManyPartitionsManyClients_LoseNothingAndKeepEachProducersOrder()
    {
        const int Partitions = 64, Producers = 4, Each = 5_000;
        await using var broker = RunningBroker.With(options => options with
        {
            Topics = [new(Topic, Partitions, new TopicSettings(SegmentBytes: 64 << 10))], Fsync = FsyncPolicy.Always,
        });
        var received = new ConcurrentQueue<(int Partition, int Producer, int Number)>();
        var consuming = Enumerable.Range(0, 4).Select(consumerIndex => Task.Factory.StartNew(() =>
        {
            using var consumer = new ConsumerBuilder<Null, byte[]>(broker.Consumer()).Build();
            consumer.Assign(Enumerable.Range(0, Partitions).Where(p => p % 4 == consumerIndex).Select(p => new TopicPartitionOffset(Topic, p, 0)));
            while (received.Count < Producers * Each)
                if (consumer.Consume(TimeSpan.FromMilliseconds(100)) is { } message)
                    received.Enqueue((message.Partition.Value, BitConverter.ToInt32(message.Message.Value), BitConverter.ToInt32(message.Message.Value, 4)));
        }, Cancelled, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();

        await Task.WhenAll(Enumerable.Range(0, Producers).Select(async producerIndex =>
        {
            using var producer = new ProducerBuilder<Null, byte[]>(broker.Producer()).Build();
            await Task.WhenAll(Enumerable.Range(0, Each).Select(number => producer.ProduceAsync(
                new TopicPartition(Topic, number % Partitions), new() { Value = [.. BitConverter.GetBytes(producerIndex), .. BitConverter.GetBytes(number)] }, Cancelled)));
        }));
        await Task.WhenAll(consuming).WaitAsync(TimeSpan.FromSeconds(60), Cancelled);

        Assert.Equal(Producers * Each, received.Distinct().Count());
        Assert.Equal(Producers * Each, received.Count);
        foreach (var stream in received.GroupBy(message => (message.Partition, message.Producer)))
            Assert.Equal(stream.Select(message => message.Number).Order(), stream.Select(message => message.Number));
    }

    [Fact]
    public async Task Consume_WhileWaiting_IsWokenByNewDataNotByItsTimeOut()
    {
        await using var broker = RunningBroker.WithTopic(Topic, 2);
        var config = broker.Consumer();
        config.FetchWaitMaxMs = 20_000;
        using var producer = new ProducerBuilder<Null, byte[]>(broker.Producer()).Build();
        await producer.ProduceAsync(new TopicPartition(Topic, 0), new() { Value = [1] }, Cancelled);
        using var consumer = new ConsumerBuilder<Null, byte[]>(config).Build();
        consumer.Assign([new TopicPartitionOffset(Topic, 0, 0), new TopicPartitionOffset(Topic, 1, 0)]);
        Assert.Equal(0, consumer.Consume(TimeSpan.FromSeconds(30))?.Partition.Value);

        await producer.ProduceAsync(new TopicPartition(Topic, 1), new() { Value = [1] }, Cancelled);

        // Far below the 20 s that the fetch would otherwise wait at the broker.
        Assert.Equal(1, consumer.Consume(TimeSpan.FromSeconds(10))?.Partition.Value);
    }

    [Fact]
    public async Task Restart_InMidProduction_KeepsEveryAcknowledgedMessageOnce()
    {
        await using var broker = RunningBroker.WithTopic(Topic, 1);
        using var producer = new ProducerBuilder<Null, byte[]>(broker.Producer()).Build();
        var sent = Enumerable.Range(0, 20_000).Select(i => producer.ProduceAsync(Topic, new() { Value = BitConverter.GetBytes(i) }, Cancelled)).ToArray();
        await sent[5_000];

        await broker.RestartAsync();

        await Task.WhenAll(sent);
        Assert.Equal(Enumerable.Range(0, 20_000), broker.Consume(new(Topic, 0, 0), 20_000).Select(message => BitConverter.ToInt32(message.Message.Value)));
        Assert.Equal(20_000, broker.Store.Find(Topic)!.Partitions[0].HighWatermark);
    }

    [Fact]
    public async Task Consume_BelowRetention_SaysOffsetOutOfRange()
    {
        await using var broker = RunningBroker.WithTopic(Topic, 1, new TopicSettings(RetentionBytes: 4096, SegmentBytes: 1024));
        using (var producer = new ProducerBuilder<Null, byte[]>(broker.Producer()).Build())
            for (var i = 0; i < 20; i++)
                await producer.ProduceAsync(Topic, new() { Value = new byte[1000] }, Cancelled);
        broker.Store.ApplyRetention();
        using var consumer = new ConsumerBuilder<Null, byte[]>(broker.Consumer()).Build();
        var start = consumer.QueryWatermarkOffsets(new(Topic, 0), TimeSpan.FromSeconds(30)).Low.Value;
        Assert.InRange(start, 1, 19);

        consumer.Assign(new TopicPartitionOffset(Topic, 0, start - 1));
        var refused = Assert.Throws<ConsumeException>(() => consumer.Consume(TimeSpan.FromSeconds(30)));

        Assert.Contains("out of range", refused.Error.Reason, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task OffsetsForTimes_BetweenMessages_FindsTheFirstAtOrAfter()
    {
        await using var broker = RunningBroker.WithTopic(Topic, 1);
        using (var producer = new ProducerBuilder<Null, byte[]>(broker.Producer()).Build())
            for (var i = 0; i < 10; i++)
                await producer.ProduceAsync(Topic, new() { Value = [], Timestamp = new Timestamp(1_000 + (10 * i), TimestampType.CreateTime) }, Cancelled);
        using var consumer = new ConsumerBuilder<Null, byte[]>(broker.Consumer()).Build();

        long Find(long time) => consumer.OffsetsForTimes([new(Topic, 0, new Timestamp(time, TimestampType.CreateTime))], TimeSpan.FromSeconds(30))[0].Offset.Value;

        Assert.Equal((0, 4, Offset.End.Value), (Find(0), Find(1_035), Find(2_000)));
    }

    [Theory]
    [InlineData("alice", "right", true)]
    [InlineData("alice", "wrong", false)]
    [InlineData("mallory", "right", false)]
    [InlineData("alice", null, false)]
    public async Task LogIn_IsAcceptedOnlyWithTheRightPassword(string user, string? password, bool accepted)
    {
        await using var broker = RunningBroker.With(options => options with
        {
            Topics = [new(Topic, 1, new TopicSettings())], Users = new Dictionary<string, string> { ["alice"] = "right" },
        });
        var errors = new ConcurrentQueue<Error>();
        var config = new AdminClientConfig { BootstrapServers = broker.BootstrapServers };
        if (password is not null)
            (config.SecurityProtocol, config.SaslMechanism, config.SaslUsername, config.SaslPassword) =
                (SecurityProtocol.SaslPlaintext, SaslMechanism.Plain, user, password);
        using var client = new AdminClientBuilder(config).SetErrorHandler((_, error) => errors.Enqueue(error)).SetLogHandler((_, _) => { }).Build();

        if (accepted)
        {
            Assert.Equal(Topic, Assert.Single(client.GetMetadata(TimeSpan.FromSeconds(30)).Topics).Topic);
            return;
        }

        Assert.Throws<KafkaException>(() => client.GetMetadata(TimeSpan.FromSeconds(2)));
        if (password is not null)
            Assert.Contains(errors, error => error.Code == ErrorCode.Local_Authentication);
    }

    [Fact]
    public async Task Topics_CreatedDeletedAndRefused_AnswerAsTheProtocolSays()
    {
        await using var broker = RunningBroker.With(options => options with { MaxPartitions = 10 });
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.BootstrapServers }).Build();

        await admin.CreateTopicsAsync([new() { Name = "a", NumPartitions = 3, Configs = new() { ["retention.ms"] = "60000" } }]);

        Assert.Equal(3, Assert.Single(admin.GetMetadata(TimeSpan.FromSeconds(30)).Topics).Partitions.Count);
        await Refused(new() { Name = "a", NumPartitions = 3 }, ErrorCode.TopicAlreadyExists);
        await Refused(new() { Name = "../a", NumPartitions = 1 }, ErrorCode.TopicException);
        await Refused(new() { Name = "b", NumPartitions = 8 }, ErrorCode.PolicyViolation);
        await Refused(new() { Name = "b", NumPartitions = 1, ReplicationFactor = 3 }, ErrorCode.InvalidReplicationFactor);
        await Refused(new() { Name = "b", NumPartitions = 1, Configs = new() { ["cleanup.policy"] = "compact" } }, ErrorCode.InvalidConfig);
        await admin.DeleteTopicsAsync(["a"]);
        Assert.Empty(admin.GetMetadata(TimeSpan.FromSeconds(30)).Topics);

        async Task Refused(TopicSpecification topic, ErrorCode code)
        {
            var refused = await Assert.ThrowsAsync<CreateTopicsException>(() => admin.CreateTopicsAsync([topic]));
            Assert.Equal(code, refused.Results[0].Error.Code);
        }
    }

    [Fact]
    public async Task Identity_TopicMadeAnew_IsAnotherAndARestartIsNot()
    {
        await using var broker = RunningBroker.WithTopic(Topic, 1);
        using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = broker.BootstrapServers }).Build();

        var first = await Identity();
        await broker.RestartAsync();
        var restarted = await Identity();
        await admin.DeleteTopicsAsync([Topic]);
        await admin.CreateTopicsAsync([new() { Name = Topic, NumPartitions = 1 }]);
        var anew = await Identity();

        Assert.Equal(first, restarted);
        Assert.Equal(first.Cluster, anew.Cluster);
        Assert.NotEqual(first.Topic, anew.Topic);

        async Task<(string Cluster, string Topic)> Identity()
        {
            var cluster = await admin.DescribeClusterAsync();
            var topics = await admin.DescribeTopicsAsync(TopicCollection.OfTopicNames([Topic]));
            return (cluster.ClusterId, topics.TopicDescriptions[0].TopicId.ToString());
        }
    }

    [Fact]
    public async Task Subscribe_ToAConsumerGroup_FailsWithTheReason()
    {
        await using var broker = RunningBroker.WithTopic(Topic, 1);
        using var consumer = new ConsumerBuilder<Null, byte[]>(broker.Consumer()).Build();
        consumer.Subscribe(Topic);

        var refused = Assert.Throws<ConsumeException>(() => consumer.Consume(TimeSpan.FromSeconds(30)));

        Assert.Contains("not supported by broker", refused.Error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InitTransactions_IsRefusedWithTheReason()
    {
        await using var broker = RunningBroker.WithTopic(Topic, 1);
        var config = broker.Producer();
        config.TransactionalId = "t";
        using var producer = new ProducerBuilder<Null, byte[]>(config).Build();

        var refused = Assert.ThrowsAny<KafkaException>(() => producer.InitTransactions(TimeSpan.FromSeconds(30)));

        Assert.Equal(ErrorCode.TransactionalIdAuthorizationFailed, refused.Error.Code);
    }
}
