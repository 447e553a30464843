using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using ActiveActive.EventHubs.Checkpoints;
using ActiveActive.EventHubs.Delivery;
using ActiveActive.EventHubs.Options;
using ActiveActive.EventHubs.Partitioning;
using ActiveActive.EventHubs.Producing;
using ActiveActive.EventHubs.Reading;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Streams;

namespace ActiveActive.EventHubs;

/// <summary>
/// Puts a provider together. Life cycle: <see cref="CreateAdapter(CancellationToken)"/> learns the number of partitions and makes what all of them share; per partition the
/// agent then asks for failure handler, cache and receiver, in this order and again whenever it takes the partition anew.
/// </summary>
internal sealed class EventHubAdapterFactory : IQueueAdapterFactory, IQueueAdapterCache, IAsyncDisposable
{
    private readonly string _name;
    private readonly EventHubStreamOptions _options;
    private readonly IServiceProvider _services;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HubConnection _connection;
    private readonly EventHubMetrics _metrics;
    private readonly ConcurrentDictionary<int, PartitionCache> _caches = new();
    private readonly ConcurrentDictionary<int, PartitionReceiver> _receivers = new();
    private PartitionQueueMapper? _mapper;
    private HubProducer? _producer;
    private EventHubReaders? _readers;

    public EventHubAdapterFactory(
        string name, EventHubStreamOptions options, IServiceProvider services, TimeProvider time, IMeterFactory meters, ILogger<EventHubAdapterFactory> logger)
    {
        (_name, _options, _services, _time, _logger) = (name, options, services, time, logger);
        _connection = HubConnection.From(options);
        _metrics = new EventHubMetrics(name, meters);
    }

    private bool Reads => _options.Direction is StreamProviderDirection.ReadOnly or StreamProviderDirection.ReadWrite;

    private bool Writes => _options.Direction is StreamProviderDirection.WriteOnly or StreamProviderDirection.ReadWrite;

    public static EventHubAdapterFactory Create(IServiceProvider services, string name) => ActivatorUtilities.CreateInstance<EventHubAdapterFactory>(
        services, name, services.GetRequiredService<IOptionsMonitor<EventHubStreamOptions>>().Get(name),
        services.GetService<TimeProvider>() ?? TimeProvider.System);

    public Task<IQueueAdapter> CreateAdapter() => CreateAdapter(CancellationToken.None);

    /// <exception cref="OrleansConfigurationException">The hub does not answer and the number of partitions is not set, or it does not exist.</exception>
    public async Task<IQueueAdapter> CreateAdapter(CancellationToken cancellationToken)
    {
        var partitions = _options.PartitionCount ?? await Task.Run(AskPartitionCount, cancellationToken);
        _mapper = new PartitionQueueMapper(_name, partitions, _options.Partitioner);
        var serializer = _services.GetRequiredService<Serializer>();
        if (Writes)
            _producer = new HubProducer(_connection, _options, _metrics, _time, _logger);
        if (Reads && _services.GetService<ILocalSiloDetails>() is not null)
        {
            var store = Service<ICheckpointStore>()!;
            _readers = new EventHubReaders(
                _name, _options, new HubConsumer(_connection, _options, _logger), store, new CheckpointWriter(store, _options.CheckpointInterval, _time, _logger),
                Service<IHubFailurePolicy>(), serializer, _metrics, _time, _logger);
        }

        return new EventHubAdapter(_name, _options, _mapper, _producer, serializer, queue => _receivers[PartitionQueueMapper.PartitionOf(queue)]);
    }

    public IQueueAdapterCache GetQueueAdapterCache() => this;

    public IStreamQueueMapper GetStreamQueueMapper() => _mapper ?? throw new InvalidOperationException("the adapter comes first");

    public Task<IStreamFailureHandler> GetDeliveryFailureHandler(QueueId queueId)
    {
        var partition = PartitionQueueMapper.PartitionOf(queueId);
        return Task.FromResult<IStreamFailureHandler>(new PartitionFailureHandler(
            _name, partition, () => _caches.GetValueOrDefault(partition), _readers!.Application, _metrics, _logger));
    }

    /// <summary>Makes a partition's cache and the receiver that fills it: each life of a pulling agent has a pair of its own.</summary>
    public IQueueCache CreateQueueCache(QueueId queueId)
    {
        var partition = PartitionQueueMapper.PartitionOf(queueId);
        PartitionReceiver? receiver = null;
        var cache = new PartitionCache(_options.CacheBytes, _time, (of, upTo) => receiver!.OnConsumed(of, upTo));
        _receivers[partition] = receiver = new PartitionReceiver(partition, _readers!, cache);
        return _caches[partition] = cache;
    }

    public async ValueTask DisposeAsync()
    {
        if (_readers is not null)
        {
            await _readers.Checkpoints.DisposeAsync();
            await Task.Run(_readers.Consumer.Dispose);
        }

        if (_producer is not null)
            await Task.Run(_producer.Dispose);
        _metrics.Dispose();
    }

    private T? Service<T>()
        where T : class => _services.GetKeyedService<T>(_name) ?? _services.GetService<T>();

    private int AskPartitionCount()
    {
        var reason = "it does not exist";
        try
        {
            using var admin = new AdminClientBuilder(_connection.Configure(new AdminClientConfig())).SetLogHandler((_, _) => { }).Build();
            var topic = admin.GetMetadata(_connection.Hub, _options.RequestTimeout).Topics.FirstOrDefault();
            if (topic is { Error.IsError: false, Partitions.Count: > 0 })
                return topic.Partitions.Count;
            reason = topic?.Error.Reason ?? reason;
        }
        catch (KafkaException failure)
        {
            reason = failure.Error.Reason;
        }

        throw new OrleansConfigurationException(
            $"Event Hub streams '{_name}': the partitions of {_connection} could not be learned: {reason}. Create the hub, check servers and credentials, or set " +
            $"{nameof(_options.PartitionCount)} so that the silo starts without the hub.");
    }
}
