using Confluent.Kafka;
using Orleans.Streams;

namespace ActiveActive.EventHubs;

/// <summary>
/// Settings of one stream provider, i.e. of one hub. Either <see cref="ConnectionString"/> (Azure Event Hubs) or <see cref="BootstrapServers"/>
/// (Apache Kafka, Redpanda, a local broker) says where it is. All silos of a cluster use the same values.
/// </summary>
/// <remarks>Secrets never appear in messages, logs or <see cref="ToString"/>.</remarks>
public sealed class EventHubStreamOptions
{
    /// <summary>
    /// Connection string of an Event Hubs namespace or hub, as the portal gives it. Sets servers (port 9093), SASL_SSL, user <c>$ConnectionString</c>
    /// and, from <c>EntityPath</c>, <see cref="Hub"/>; values set beside it win.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary><c>host:port[,host:port]</c>.</summary>
    public string? BootstrapServers { get; set; }

    /// <summary>Name of the hub (topic). It must exist: nothing is created.</summary>
    public string? Hub { get; set; }

    /// <summary>How to connect. Default: <c>SaslSsl</c> with a connection string, <c>SaslPlaintext</c> with a user name only, else <c>Plaintext</c>.</summary>
    public SecurityProtocol? SecurityProtocol { get; set; }

    /// <summary>User name for SASL PLAIN.</summary>
    public string? UserName { get; set; }

    /// <summary>Password for SASL PLAIN.</summary>
    public string? Password { get; set; }

    /// <summary>PEM file with the authorities to trust with TLS. Default: those of the machine.</summary>
    public string? AuthorityFile { get; set; }

    /// <summary>
    /// Partitions of the hub. Default: asked from the hub at start, which then must be reachable. Set it and a silo starts without the hub; a hub
    /// with another number is refused when it is met.
    /// </summary>
    public int? PartitionCount { get; set; }

    /// <summary>What this process does with the hub. A silo that only writes runs no readers; one that only reads makes no producer.</summary>
    public StreamProviderDirection Direction { get; set; } = StreamProviderDirection.ReadWrite;

    /// <summary>Which partition a stream's events go to.</summary>
    public IEventHubPartitioner Partitioner { get; set; } = StreamHashPartitioner.Instance;

    /// <summary>Who says that an event is applied.</summary>
    public CheckpointSource Checkpoints { get; set; } = CheckpointSource.HandlerReturned;

    /// <summary>How often a changed checkpoint is stored. Longer means fewer writes and more repeated events after a crash. 10 ms to 5 min.</summary>
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Where a partition without a checkpoint is read from.</summary>
    public StartPosition StartWithoutCheckpoint { get; set; } = StartPosition.Earliest;

    /// <summary>
    /// How long a subscriber is retried before <see cref="IHubFailurePolicy"/> is asked. Nothing is skipped when it ends, whatever its value.
    /// 10 ms to 1 day.
    /// </summary>
    public TimeSpan MaxDeliveryTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an idle reader waits for events before it looks around. New events end the wait at once. 10 ms to 10 s.</summary>
    public TimeSpan PollWait { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Most events of one stream that are delivered together. More is faster and repeats more after a crash. 1 to 10,000.</summary>
    public int MaxBatchEvents { get; set; } = 500;

    /// <summary>Most bytes of one fetch that are given to the pulling agent together. 1 KiB to 16 MiB.</summary>
    public int MaxBatchBytes { get; set; } = 1 << 20;

    /// <summary>Bytes per partition that may be fetched and not consumed; beyond it the partition is not read. 64 KiB to 1 GiB.</summary>
    public int CacheBytes { get; set; } = 8 << 20;

    /// <summary>How long the producer waits for company before it sends. 0 gives the lowest median, 5 ms the largest batches. 0 to 1 s.</summary>
    public TimeSpan Linger { get; set; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Bytes that may wait in the producer; beyond it calls fail with <see cref="OverloadedException"/>. 64 KiB to 1 GiB.</summary>
    public int ProducerQueueBytes { get; set; } = 32 << 20;

    /// <summary>Largest event, key and headers included. Event Hubs closes the connection above 1,046,528 bytes. 1 KiB to 16 MiB.</summary>
    public int MaxEventBytes { get; set; } = 1_000_000;

    /// <summary>How long an event is tried before the call fails. 100 ms to 10 min.</summary>
    public TimeSpan ProduceTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the hub may take to answer a question at start (partitions, offsets, identity). 100 ms to 1 min.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The last word on librdkafka's settings, after everything above. For what this class does not name; a setting that breaks ordering or idempotence breaks promises.</summary>
    public Action<ClientConfig>? ConfigureClient { get; set; }

    /// <summary>Hub and servers, without secrets.</summary>
    public override string ToString() => $"{Hub ?? "?"} on {BootstrapServers ?? "?"}";
}
