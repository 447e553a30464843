using Orleans.Streams;

namespace ActiveActive.EventHubs.Partitioning;

/// <summary>One queue of Orleans = one partition of the hub. Queues lie evenly on the ring, so that the ring balancer spreads them over the silos.</summary>
internal sealed class PartitionQueueMapper : IConsistentRingStreamQueueMapper
{
    private readonly QueueId[] _queues;
    private readonly IEventHubPartitioner _partitioner;

    public PartitionQueueMapper(string provider, int partitions, IEventHubPartitioner partitioner)
    {
        _partitioner = partitioner;
        _queues = [.. Enumerable.Range(0, partitions).Select(partition =>
            QueueId.GetQueueId(provider, (uint)partition, (uint)((((ulong)partition << 32) + (1UL << 31)) / (ulong)partitions)))];
    }

    public int Count => _queues.Length;

    public static int PartitionOf(QueueId queue) => (int)queue.GetNumericId();

    public int PartitionOf(StreamId stream)
    {
        var partition = _partitioner.PartitionOf(stream, _queues.Length);
        return (uint)partition < (uint)_queues.Length
            ? partition
            : throw new InvalidOperationException($"{_partitioner.GetType().Name} answered partition {partition} for {stream}; the hub has {_queues.Length}.");
    }

    public IEnumerable<QueueId> GetAllQueues() => _queues;

    public QueueId GetQueueForStream(StreamId streamId) => _queues[PartitionOf(streamId)];

    public IEnumerable<QueueId> GetQueuesForRange(IRingRange range) => _queues.Where(queue => range.InRange(queue.GetUniformHashCode()));
}
