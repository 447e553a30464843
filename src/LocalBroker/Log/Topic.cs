namespace ActiveActive.LocalBroker.Log;

/// <summary>A topic. Its id is made at creation, so that a topic deleted and created again is told from the first one.</summary>
internal sealed record Topic(string Name, Guid Id, IReadOnlyList<PartitionLog> Partitions)
{
    public PartitionLog? Partition(int index) => (uint)index < (uint)Partitions.Count ? Partitions[index] : null;
}
