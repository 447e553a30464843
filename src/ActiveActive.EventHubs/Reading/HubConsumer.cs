using System.Collections.Concurrent;
using ActiveActive.EventHubs.Options;
using Confluent.Kafka.Admin;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace ActiveActive.EventHubs.Reading;

/// <summary>
/// Reads all partitions of one hub that this silo owns, with one librdkafka consumer and one thread. Partitions are assigned by the pulling agents, never by
/// a consumer group. Whenever all connections were lost, what follows may come from another life of the hub: every partition is failed, and its receiver
/// starts again from the identity it then finds. Thread-safe.
/// </summary>
internal sealed partial class HubConsumer : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly HubConnection _connection;
    private readonly EventHubStreamOptions _options;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<int, PartitionBuffer> _buffers = new();
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly IAdminClient _admin;
    private readonly Lock _identityGate = new();
    private readonly Lock _assignGate = new();
    private readonly HashSet<int> _assigned = [];
    private readonly Thread _thread;
    private Task<HubIdentity>? _identity;
    private volatile bool _stopping;

    public HubConsumer(HubConnection connection, EventHubStreamOptions options, ILogger logger)
    {
        (_connection, _options, _logger) = (connection, options, logger);
        _consumer = new ConsumerBuilder<byte[], byte[]>(connection.Configure(new ConsumerConfig
        {
            // librdkafka wants a group's name even where no group is used.
            GroupId = "$Default",
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Error,
            FetchMinBytes = 1,
            FetchWaitMaxMs = 500,
            FetchErrorBackoffMs = 50,
            FetchQueueBackoffMs = 10,
            FetchMaxBytes = Math.Max(options.MaxEventBytes, 8 << 20),
            MaxPartitionFetchBytes = Math.Max(options.MaxEventBytes, options.MaxBatchBytes),
            QueuedMaxMessagesKbytes = 16 << 10,
            QueuedMinMessages = 10_000,
        }))
            .SetLogHandler((_, entry) => ClientLogged(_logger, connection.Hub, entry.Facility, entry.Message))
            .SetErrorHandler((_, error) => OnClientError(error))
            .Build();
        _admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        _thread = new Thread(Run) { IsBackground = true, Name = $"hub {connection.Hub}" };
        _thread.Start();
    }

    /// <summary>Which life of the hub this is. Asked once for all partitions, and again after a lost connection.</summary>
    /// <exception cref="KafkaException">The hub does not answer, or does not exist.</exception>
    public async Task<HubIdentity> IdentityAsync(CancellationToken cancellationToken)
    {
        Task<HubIdentity> asking;
        lock (_identityGate)
            asking = _identity ??= Task.Run(AskIdentityAsync, CancellationToken.None);
        try
        {
            return await asking.WaitAsync(cancellationToken);
        }
        catch (KafkaException)
        {
            ForgetIdentity(asking);
            throw;
        }
    }

    /// <summary>First offset in the log, and the one the next event will get.</summary>
    /// <exception cref="KafkaException">The hub does not answer.</exception>
    public Task<WatermarkOffsets> LogBoundsAsync(int partition, CancellationToken cancellationToken) => Task.Run(
        () => _consumer.QueryWatermarkOffsets(new TopicPartition(_connection.Hub, partition), _options.RequestTimeout), cancellationToken);

    /// <summary>End of a partition's log as last seen with a fetch; null before the first.</summary>
    public long? LogEnd(int partition)
    {
        var seen = _consumer.GetWatermarkOffsets(new TopicPartition(_connection.Hub, partition)).High;
        return seen == Offset.Unset ? null : seen.Value;
    }

    public PartitionBuffer Start(int partition, long offset)
    {
        var buffer = new PartitionBuffer(offset, 2 * _options.MaxBatchBytes);
        if (!_buffers.TryAdd(partition, buffer))
            throw new InvalidOperationException($"{_connection}: partition {partition} is read already");
        Resume(partition);
        return buffer;
    }

    public void Stop(int partition)
    {
        if (_buffers.TryRemove(partition, out _))
            LeaveAlone(partition);
    }

    /// <summary>
    /// Reads a partition from where its buffer ends. By assigning it anew: librdkafka notices a resumed partition only at its next tick, up to a second later, and
    /// an assigned one at once.
    /// </summary>
    public void Resume(int partition)
    {
        lock (_assignGate)
            if (!_stopping && _buffers.TryGetValue(partition, out var buffer) && !buffer.IsFull && _assigned.Add(partition))
                _consumer.IncrementalAssign([new TopicPartitionOffset(_connection.Hub, partition, buffer.Next)]);
    }

    public void Dispose()
    {
        if (_stopping)
            return;
        _stopping = true;
        _thread.Join();
        _admin.Dispose();
        _consumer.Close();
        _consumer.Dispose();
    }

    private void Run()
    {
        while (!_stopping)
        {
            try
            {
                if (_consumer.Consume(Poll) is { Message: not null } result && _buffers.TryGetValue(result.Partition.Value, out var buffer) && buffer.Add(result))
                    LeaveAlone(result.Partition.Value);
            }
            catch (ConsumeException failure)
            {
                var partition = failure.ConsumerRecord?.TopicPartition?.Partition;
                Fail(partition is { IsSpecial: false } known ? known.Value : null, failure.Error);
            }
            catch (Exception failure)
            {
                // Nothing that happens to one message may end the thread that reads all partitions.
                ReadFailed(_logger, failure, _connection.Hub);
                Fail(null, new Error(ErrorCode.Local_Fail, failure.Message));
            }
        }
    }

    /// <summary>Stops reading a partition whose buffer is full or gone. Whoever emptied it meanwhile wins.</summary>
    private void LeaveAlone(int partition)
    {
        lock (_assignGate)
            if (!_stopping && (!_buffers.TryGetValue(partition, out var buffer) || buffer.IsFull) && _assigned.Remove(partition))
                _consumer.IncrementalUnassign([new TopicPartition(_connection.Hub, partition)]);
    }

    private void OnClientError(Error error)
    {
        ClientFailed(_logger, _connection.Hub, error.Code, error.Reason);
        // One lost connection of several is ordinary; after losing all, what answers next may be another life of the hub.
        if (error.IsFatal || error.Code == ErrorCode.Local_AllBrokersDown)
            Fail(null, error);
    }

    private void Fail(int? partition, Error error)
    {
        ForgetIdentity(null);
        foreach (var (number, buffer) in _buffers)
            if (partition is null || partition == number)
                buffer.Fail($"{error.Code}: {error.Reason}");
    }

    private void ForgetIdentity(Task<HubIdentity>? asked)
    {
        lock (_identityGate)
            if (asked is null || _identity == asked)
                _identity = null;
    }

    private async Task<HubIdentity> AskIdentityAsync()
    {
        try
        {
            var cluster = await _admin.DescribeClusterAsync(new DescribeClusterOptions { RequestTimeout = _options.RequestTimeout });
            var topics = await _admin.DescribeTopicsAsync(
                TopicCollection.OfTopicNames([_connection.Hub]), new DescribeTopicsOptions { RequestTimeout = _options.RequestTimeout });
            var topic = topics.TopicDescriptions[0];
            if (_options.PartitionCount is { } expected && topic.Partitions.Count != expected)
                throw new KafkaException(new Error(ErrorCode.InvalidPartitions, $"the hub has {topic.Partitions.Count} partitions, {nameof(_options.PartitionCount)} says {expected}"));
            return Identity(cluster.ClusterId, topic.TopicId);
        }
        catch (DescribeTopicsException failed) when (failed.Results.TopicDescriptions is [{ Error.IsError: true } missing])
        {
            throw new KafkaException(missing.Error);
        }
        catch (KafkaException unsupported) when (unsupported.Error.Code is ErrorCode.Local_UnsupportedFeature or ErrorCode.UnsupportedVersion)
        {
            return Identity(null, null);
        }
    }

    /// <summary>Without a cluster id the address stands for it; without a topic id a hub made anew cannot be told from the old one.</summary>
    private HubIdentity Identity(string? clusterId, Uuid? topicId)
    {
        var cluster = string.IsNullOrEmpty(clusterId) ? _connection.Servers : clusterId;
        if (topicId is null)
            return new HubIdentity($"{cluster}/{_connection.Hub}");
        // The client writes ids in base 64, and versions of it in two alphabets: neither is to become part of a stored identity.
        var id = Convert.FromBase64String(topicId.ToString().Replace('-', '+').Replace('_', '/').TrimEnd('=') + "==");
        return new HubIdentity(id.All(single => single == 0) ? $"{cluster}/{_connection.Hub}" : $"{cluster}/{_connection.Hub}/{Convert.ToHexStringLower(id)}");
    }
}
