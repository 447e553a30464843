namespace ActiveActive.EventHubs;

/// <summary>
/// Keeps, per partition, the offset up to which everything is applied. Shared by all silos of the cluster: the silo that takes a partition
/// over continues behind it. Called concurrently, also by two silos for one partition while it changes hands.
/// </summary>
public interface ICheckpointStore
{
    /// <summary>The last offset known to be applied; null when none is.</summary>
    ValueTask<long?> ReadAsync(HubPartition partition, CancellationToken cancellationToken);

    /// <summary>
    /// Records that every event up to and including <paramref name="appliedOffset"/> is applied. Must be a compare-and-max: a lower offset than the
    /// one kept changes nothing, because the reader that lost a partition may report late.
    /// </summary>
    ValueTask AdvanceAsync(HubPartition partition, long appliedOffset, CancellationToken cancellationToken);
}
