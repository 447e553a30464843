using System.Collections.Concurrent;
using Confluent.Kafka;

namespace ActiveActive.WorldTests.LocalBroker;

/// <summary>F15 and F17 at their worst: the broker is gone in mid-request, again and again.</summary>
public sealed class KillTests : IDisposable
{
    private const int Partitions = 4;
    private const string Topic = "t";
    private readonly string _folder = Directory.CreateTempSubdirectory("broker-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("always")]
    [InlineData("never")]
    public async Task Kill_UnderIdempotentProducers_LosesNothingAcknowledgedAndDoublesNothing(string fsync)
    {
        const int Producers = 3, Kills = 5;
        var acknowledged = new ConcurrentBag<(int Partition, long Offset, long Value)>();
        var total = 0;
        var milestone = new Milestone(int.MaxValue);
        using var finished = new CancellationTokenSource();
        var broker = await BrokerProcess.StartAsync(_folder, 0, "--topics", $"{Topic}:{Partitions}", "--fsync", fsync, "--segment-bytes", "200000");
        var port = broker.Address.Port;
        var producing = Enumerable.Range(0, Producers).Select(index => ProduceAsync(index)).ToArray();

        List<(int Partition, long Offset, long Value)> stored;
        try
        {
            for (var kill = 0; kill < Kills; kill++)
            {
                var next = new Milestone(Volatile.Read(ref total) + 3_000);
                Volatile.Write(ref milestone, next);
                await Task.WhenAny([next.Reached, .. producing]).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
                Assert.True(next.Reached.IsCompleted, "a producer ended before it was told to");
                await broker.DisposeAsync();
                broker = await BrokerProcess.StartAsync(_folder, port, "--fsync", fsync, "--segment-bytes", "200000");
            }

            await finished.CancelAsync();
            await Task.WhenAll(producing).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
            stored = ReadAll(broker.BootstrapServers);
        }
        finally
        {
            await finished.CancelAsync();
            await broker.DisposeAsync();
        }

        Assert.Equal(stored.Count, stored.Select(message => message.Value).Distinct().Count());
        Assert.Equal(acknowledged.Order(), stored.Order());
        foreach (var partition in stored.GroupBy(message => message.Partition))
            foreach (var producer in partition.OrderBy(message => message.Offset).GroupBy(message => message.Value >> 40))
                Assert.Equal(producer.Select(message => message.Value).Order(), producer.Select(message => message.Value));

        async Task ProduceAsync(int index)
        {
            using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig
            {
                BootstrapServers = $"127.0.0.1:{port}", EnableIdempotence = true, Acks = Acks.All, LingerMs = 1, MessageTimeoutMs = 60_000,
                ReconnectBackoffMs = 10, ReconnectBackoffMaxMs = 100, RetryBackoffMs = 10,
            }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
            var inFlight = new Queue<Task>();
            for (var number = 0L; !finished.IsCancellationRequested; number++)
            {
                inFlight.Enqueue(SendAsync(producer, ((long)index << 40) | number));
                if (inFlight.Count > 500)
                    await inFlight.Dequeue();
            }

            await Task.WhenAll(inFlight);
        }

        async Task SendAsync(IProducer<Null, byte[]> producer, long value)
        {
            var partition = (int)(value % Partitions);
            var done = await producer.ProduceAsync(new TopicPartition(Topic, partition), new() { Value = BitConverter.GetBytes(value) });
            acknowledged.Add((partition, done.Offset.Value, value));
            Volatile.Read(ref milestone).Pass(Interlocked.Increment(ref total));
        }
    }

    [Fact]
    public async Task Terminate_WhileAConsumerWaits_StopsAtOnceWithCodeZero()
    {
        await using var broker = await BrokerProcess.StartAsync(_folder, 0, "--topics", $"{Topic}:{Partitions}");
        using var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = broker.BootstrapServers }).SetLogHandler((_, _) => { }).Build();
        await producer.ProduceAsync(new TopicPartition(Topic, 0), new() { Value = [1] }, TestContext.Current.CancellationToken);
        using var consumer = Consumer(broker.BootstrapServers);
        consumer.Assign(new TopicPartitionOffset(Topic, 0, 0));
        Assert.NotNull(consumer.Consume(TimeSpan.FromSeconds(30)));

        var (exitCode, output) = await broker.StopAsync();

        Assert.Equal(0, exitCode);
        Assert.Contains("LocalBroker stopped", output, StringComparison.Ordinal);
    }

    /// <summary>Tells when so many messages were acknowledged.</summary>
    private sealed class Milestone(int count)
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void Pass(int now)
        {
            if (now >= count)
                _reached.TrySetResult();
        }
    }

    private static IConsumer<Ignore, byte[]> Consumer(string bootstrapServers) => new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
    {
        BootstrapServers = bootstrapServers, GroupId = "unused", EnableAutoCommit = false, AutoOffsetReset = AutoOffsetReset.Error, EnablePartitionEof = true,
    }).SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();

    private static List<(int Partition, long Offset, long Value)> ReadAll(string bootstrapServers)
    {
        using var consumer = Consumer(bootstrapServers);
        consumer.Assign(Enumerable.Range(0, Partitions).Select(partition => new TopicPartitionOffset(Topic, partition, 0)));
        var messages = new List<(int, long, long)>();
        for (var ended = 0; ended < Partitions;)
        {
            var next = consumer.Consume(TimeSpan.FromSeconds(30)) ?? throw new TimeoutException($"read back {messages.Count} messages, then nothing for 30 s");
            if (next.IsPartitionEOF)
                ended++;
            else
                messages.Add((next.Partition.Value, next.Offset.Value, BitConverter.ToInt64(next.Message.Value)));
        }

        return messages;
    }
}
