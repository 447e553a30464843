using Orleans.Streams;
using Orleans.Streams.Core;

namespace ActiveActive.Benchmarks.EventHubs;

[Alias("benchmark.IHubReceiver")]
public interface IHubReceiverGrain : IGrainWithStringKey;

/// <summary>The subscriber of one partition's stream.</summary>
[ImplicitStreamSubscription(Namespace)]
public sealed class HubReceiverGrain : Grain, IHubReceiverGrain, IStreamSubscriptionObserver, IAsyncBatchObserver<ReadOnlyMemory<byte>>
{
    public const string Namespace = "benchmark";

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<ReadOnlyMemory<byte>>().ResumeAsync(this);

    public Task OnNextAsync(IList<SequentialItem<ReadOnlyMemory<byte>>> items)
    {
        foreach (var item in items)
            Arrivals.Arrived(item.Item.Span);
        return Task.CompletedTask;
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
