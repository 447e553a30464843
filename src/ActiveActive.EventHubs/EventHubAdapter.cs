using System.Runtime.InteropServices;
using ActiveActive.EventHubs.Events;
using ActiveActive.EventHubs.Partitioning;
using ActiveActive.EventHubs.Producing;
using Confluent.Kafka;
using Orleans.Serialization;
using Orleans.Streams;

namespace ActiveActive.EventHubs;

/// <summary>The provider's face to Orleans: writes events, makes receivers.</summary>
internal sealed class EventHubAdapter(
    string name, EventHubStreamOptions options, PartitionQueueMapper partitions, HubProducer? producer, Serializer serializer,
    Func<QueueId, IQueueAdapterReceiver> createReceiver) : IQueueAdapter
{
    public string Name => name;

    /// <summary>A subscriber cannot ask for a position: the checkpoint is the position.</summary>
    public bool IsRewindable => false;

    public StreamProviderDirection Direction => options.Direction;

    public IQueueAdapterReceiver CreateReceiver(QueueId queueId) => createReceiver(queueId);

    /// <summary>One message per event: each has an offset of its own, and other programs can read it. The request context stays here.</summary>
    public Task QueueMessageBatchAsync<T>(StreamId streamId, IEnumerable<T> events, StreamSequenceToken? token, Dictionary<string, object>? requestContext)
    {
        if (producer is null)
            throw new InvalidOperationException($"Stream provider {name} is {options.Direction}: set {nameof(options.Direction)} to ReadWrite or WriteOnly.");
        if (token is not null)
            throw new ArgumentException("The hub gives events their place: produce without a token.", nameof(token));
        var encoding = typeof(T) == typeof(byte[]) || typeof(T) == typeof(ReadOnlyMemory<byte>) ? EventEncoding.Raw : EventEncoding.Orleans;
        var key = streamId.Key.ToArray();
        var headers = EventEnvelope.HeadersFor(streamId, encoding);
        var messages = events.Select(single => new Message<byte[], byte[]> { Key = key, Headers = headers, Value = Payload(single) }).ToList();
        return messages.Count == 0 ? Task.CompletedTask : producer.SendAsync(partitions.PartitionOf(streamId), messages);
    }

    private byte[] Payload<T>(T single) => single switch
    {
        byte[] bytes when typeof(T) == typeof(byte[]) => bytes,
        ReadOnlyMemory<byte> memory => MemoryMarshal.TryGetArray(memory, out var segment) && segment.Array!.Length == segment.Count ? segment.Array : memory.ToArray(),
        _ => serializer.SerializeToArray(single),
    };
}
