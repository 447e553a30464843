using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using Orleans.Streams;

namespace ActiveActive.EventHubs.Events;

/// <summary>
/// Events of one stream that were fetched together. Carries their bytes; they become objects only where the subscriber is, so that a container which
/// crosses silos is copied once and never decoded on the way.
/// </summary>
[GenerateSerializer, Immutable, Alias("aa.EventHubBatch")]
[SerializationCallbacks(typeof(OnDeserializedCallbacks))]
internal sealed class EventHubBatchContainer(StreamId streamId, HubPartition partition, int generation, HubEvent[] events, Serializer? serializer)
    : IBatchContainer, IOnDeserialized
{
    [NonSerialized]
    private Serializer? _serializer = serializer;

    [Id(0)]
    public StreamId StreamId { get; } = streamId;

    [Id(1)]
    public HubPartition Partition { get; } = partition;

    [Id(2)]
    public int Generation { get; } = generation;

    [Id(3)]
    public HubEvent[] Events { get; } = events;

    public PartitionPosition First => new(Generation, Events[0].Offset);

    public PartitionPosition Last => new(Generation, Events[^1].Offset);

    public StreamSequenceToken SequenceToken => TokenOf(Events[0]);

    /// <summary>Bytes held in memory on account of this container, with an estimate for the objects around the payloads.</summary>
    public int Bytes => Events.Sum(single => single.Payload.Length + 64) + 128;

    public IEnumerable<Tuple<T, StreamSequenceToken>> GetEvents<T>()
    {
        foreach (var single in Events)
            yield return Tuple.Create(Read<T>(single), (StreamSequenceToken)TokenOf(single));
    }

    /// <summary>Nothing travels but the event: a request context would carry type names of whatever the producer put there.</summary>
    public bool ImportRequestContext() => false;

    /// <summary>The same events, one container each, so that one which cannot be delivered does not hold the others.</summary>
    public IEnumerable<EventHubBatchContainer> Singles() =>
        Events.Select(single => new EventHubBatchContainer(StreamId, Partition, Generation, [single], _serializer));

    void IOnDeserialized.OnDeserialized(DeserializationContext context) => _serializer = context.ServiceProvider.GetRequiredService<Serializer>();

    public override string ToString() => $"{StreamId} {Partition}@{Events[0].Offset}..{Events[^1].Offset}";

    private EventHubSequenceToken TokenOf(HubEvent single) => new(Partition, Generation, single.Offset);

    private T Read<T>(HubEvent single)
    {
        switch (single.Encoding)
        {
            case EventEncoding.Raw when typeof(T) == typeof(byte[]) || typeof(T) == typeof(object):
                return (T)(object)single.Payload;
            case EventEncoding.Raw when typeof(T) == typeof(ReadOnlyMemory<byte>):
                return (T)(object)new ReadOnlyMemory<byte>(single.Payload);
            case EventEncoding.Orleans when typeof(T) != typeof(byte[]) && typeof(T) != typeof(ReadOnlyMemory<byte>):
                return Deserialize<T>(single);
            default:
                throw new UnreadableEventException(
                    $"{StreamId} {TokenOf(single)}: an event in encoding {single.Encoding} cannot be read as {typeof(T).Name}. Subscribe with the type it was produced with.");
        }
    }

    private T Deserialize<T>(HubEvent single)
    {
        try
        {
            return _serializer!.Deserialize<T>(single.Payload)!;
        }
        catch (Exception damaged) when (damaged is not OutOfMemoryException)
        {
            throw new UnreadableEventException($"{StreamId} {TokenOf(single)}: the bytes are not a {typeof(T).Name}: {damaged.Message}");
        }
    }
}
