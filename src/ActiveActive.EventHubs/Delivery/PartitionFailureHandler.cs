using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace ActiveActive.EventHubs.Delivery;

/// <summary>
/// Hears from the pulling agent that a container was refused for the whole delivery time. A container of several events is taken apart first, so that
/// only the bad one is asked about. The agent goes on in any case; the cursor does not let it (<see cref="PartitionCacheCursor"/>).
/// </summary>
internal sealed partial class PartitionFailureHandler(
    string provider, int partition, Func<PartitionCache?> cache, IHubFailurePolicy? application, EventHubMetrics metrics, ILogger logger)
    : IStreamFailureHandler
{
    /// <summary>Subscriptions are never ended for a failure: their events wait.</summary>
    public bool ShouldFaultSubsriptionOnError => false;

    public async Task OnDeliveryFailure(GuidId subscriptionId, string streamProviderName, StreamId streamIdentity, StreamSequenceToken? sequenceToken)
    {
        if (cache() is not { } cached || cached.Find(streamIdentity, sequenceToken) is not { } batch)
            return;
        if (batch.Container.Events.Length > 1)
        {
            TakenApart(logger, provider, streamIdentity, batch.Container.Partition, batch.Container.First.Offset, batch.Container.Last.Offset);
            cached.Split(batch);
            return;
        }

        var single = batch.Container.Events[0];
        metrics.Undeliverable(partition);
        batch.Held = true;
        var decision = await AskAsync(new UndeliverableEvent(
            provider, streamIdentity, subscriptionId.Guid, batch.Container.Partition, single.Offset, single.Payload, single.Encoding == Events.EventEncoding.Raw));
        if (decision == UndeliverableDecision.Parked)
            (batch.Parked, batch.Held) = (true, false);
    }

    public Task OnSubscriptionFailure(GuidId subscriptionId, string streamProviderName, StreamId streamIdentity, StreamSequenceToken? sequenceToken)
    {
        SubscriptionFailed(logger, provider, streamIdentity, subscriptionId.Guid);
        return Task.CompletedTask;
    }

    private async ValueTask<UndeliverableDecision> AskAsync(UndeliverableEvent undeliverable)
    {
        if (application is null)
        {
            Waiting(logger, provider, undeliverable.Stream, undeliverable.Partition, undeliverable.Offset);
            return UndeliverableDecision.Retry;
        }

        try
        {
            var decision = await application.OnUndeliverableAsync(undeliverable, CancellationToken.None);
            Decided(logger, provider, undeliverable.Stream, undeliverable.Partition, undeliverable.Offset, decision);
            return decision;
        }
        catch (Exception failure)
        {
            HandlerFailed(logger, failure, provider, undeliverable.Stream, undeliverable.Partition, undeliverable.Offset);
            return UndeliverableDecision.Retry;
        }
    }
}
