namespace ActiveActive.EventHubs;

/// <summary>
/// The application's say on what cannot go the normal way. Registered as a service, keyed by the provider's name or unkeyed. Without one an
/// undeliverable event is retried for ever, loudly, and a gap is logged and counted: nothing is skipped in silence. Called concurrently for different
/// partitions.
/// </summary>
public interface IHubFailurePolicy
{
    /// <summary>
    /// A subscriber refused an event for <see cref="EventHubStreamOptions.MaxDeliveryTime"/>. Called again as often as that time passes.
    /// An exception counts as <see cref="UndeliverableDecision.Retry"/>.
    /// </summary>
    ValueTask<UndeliverableDecision> OnUndeliverableAsync(UndeliverableEvent undeliverable, CancellationToken cancellationToken);

    /// <summary>
    /// Events between the checkpoint and the start of the log are gone (retention), or the log ends before the checkpoint (it lost data, or was made
    /// anew by a broker that gives no identity). Reading goes on from the start of the log after this returned; while it throws, the partition waits.
    /// </summary>
    ValueTask OnGapAsync(HubGap gap, CancellationToken cancellationToken);

    /// <summary>
    /// The hub was deleted and made again while it was read: what the first life still held is gone. Reading goes on with the second life after this
    /// returned; while it throws, the partition waits.
    /// </summary>
    ValueTask OnHubMadeAnewAsync(HubPartition before, HubPartition now, CancellationToken cancellationToken);
}
