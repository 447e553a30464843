namespace ActiveActive.EventHubs;

/// <summary>
/// Decides which partition a stream's events go to. Must be deterministic over processes and versions: the events of a stream are ordered only within
/// one partition. Called concurrently.
/// </summary>
public interface IEventHubPartitioner
{
    /// <summary>The partition of a stream.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="partitionCount">Partitions of the hub, at least 1.</param>
    /// <returns>From 0 to <paramref name="partitionCount"/> - 1.</returns>
    /// <exception cref="InvalidRequestException">The stream names a partition that the hub does not have.</exception>
    int PartitionOf(StreamId stream, int partitionCount);
}
