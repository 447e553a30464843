using Orleans.Streams;

namespace ActiveActive.EventHubs;

/// <summary>
/// Where an event is: the partition of the hub and the offset in it. Handed to subscribers with each event, so that an application which keeps its own
/// checkpoint knows what to store.
/// </summary>
[GenerateSerializer, Immutable, Alias("aa.EventHubSequenceToken")]
public sealed class EventHubSequenceToken : StreamSequenceToken
{
    /// <summary>For the serializer.</summary>
    public EventHubSequenceToken()
    {
    }

    internal EventHubSequenceToken(HubPartition partition, int generation, long offset)
    {
        (Partition, Generation, SequenceNumber) = (partition, generation, offset);
    }

    /// <summary>The partition; its hub tells one life of the hub from the next.</summary>
    [Id(0)]
    public HubPartition Partition { get; private set; }

    /// <summary>The offset in the partition.</summary>
    public long Offset => SequenceNumber;

    /// <summary>Same as <see cref="Offset"/>.</summary>
    [Id(1)]
    public override long SequenceNumber { get; protected set; }

    /// <summary>Always 0: an event is one message of the hub.</summary>
    public override int EventIndex
    {
        get => 0;
        protected set { }
    }

    /// <summary>How often the reader has met a new life of the hub. Orders tokens within one reader, where offsets begin again.</summary>
    [Id(2)]
    internal int Generation { get; private set; }

    internal PartitionPosition Position => new(Generation, SequenceNumber);

    /// <inheritdoc/>
    public override bool Equals(StreamSequenceToken? other) =>
        other is EventHubSequenceToken token && token.Partition == Partition && token.SequenceNumber == SequenceNumber;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as StreamSequenceToken);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Partition, SequenceNumber);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The other token is of another provider.</exception>
    public override int CompareTo(StreamSequenceToken? other) => other switch
    {
        null => 1,
        EventHubSequenceToken token => Position.CompareTo(token.Position),
        _ => throw new ArgumentException($"a {other.GetType().Name} cannot be compared with an {nameof(EventHubSequenceToken)}", nameof(other)),
    };

    /// <inheritdoc/>
    public override string ToString() => $"{Partition}@{SequenceNumber}";
}
