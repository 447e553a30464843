using Confluent.Kafka;

namespace ActiveActive.Benchmarks.EventHubs;

/// <summary>The baseline: Confluent.Kafka alone, with the settings of the provider.</summary>
internal sealed class RawLog : IDisposable
{
    private readonly IProducer<Null, byte[]> _producer;
    private readonly IConsumer<Ignore, byte[]> _consumer;
    private readonly Thread _thread;
    private readonly string _topic;
    private volatile bool _stopping;

    public RawLog(string servers, string topic, int partitions)
    {
        _topic = topic;
        _producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig
        {
            BootstrapServers = servers, EnableIdempotence = true, Acks = Acks.All, LingerMs = 1, SocketNagleDisable = true,
        }).Build();
        _consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig
        {
            BootstrapServers = servers, GroupId = "$Default", EnableAutoCommit = false, SocketNagleDisable = true, FetchMinBytes = 1,
        }).Build();
        _consumer.Assign(Enumerable.Range(0, partitions).Select(partition => new TopicPartitionOffset(topic, partition, 0)));
        _thread = new Thread(Receive) { IsBackground = true };
        _thread.Start();
    }

    public Task SendAsync(int partition, byte[] payload) => _producer.ProduceAsync(new TopicPartition(_topic, partition), new() { Value = payload });

    public void Dispose()
    {
        _stopping = true;
        _thread.Join();
        _producer.Dispose();
        _consumer.Dispose();
    }

    private void Receive()
    {
        while (!_stopping)
            if (_consumer.Consume(TimeSpan.FromMilliseconds(100)) is { Message: not null } result)
                Arrivals.Arrived(result.Message.Value);
    }
}
