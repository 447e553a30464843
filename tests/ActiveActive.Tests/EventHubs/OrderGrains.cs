using ActiveActive.EventHubs;
using Orleans.Streams;
using Orleans.Streams.Core;

namespace ActiveActive.Tests.EventHubs;

/// <summary>An application's event.</summary>
[GenerateSerializer, Immutable, Alias("test.order-placed")]
public sealed record OrderPlaced([property: Id(0)] int Number, [property: Id(1)] string Product);

[Alias("test.IOrderSource")]
public interface IOrderSourceGrain : IGrainWithStringKey
{
    [Alias("Produce")]
    Task ProduceAsync(int from, int count);
}

/// <summary>Produces to the stream that has its own key.</summary>
public sealed class OrderSourceGrain : Grain, IOrderSourceGrain
{
    public async Task ProduceAsync(int from, int count)
    {
        var stream = this.GetStreamProvider(HubSilos.Provider).GetStream<OrderPlaced>(StreamId.Create(OrderSinkGrain.Namespace, this.GetPrimaryKeyString()));
        for (var number = from; number < from + count; number++)
            await stream.OnNextAsync(new OrderPlaced(number, "tea"));
    }
}

[Alias("test.IOrderSink")]
public interface IOrderSinkGrain : IGrainWithStringKey;

/// <summary>Consumes the stream that has its own key, by implicit subscription.</summary>
[ImplicitStreamSubscription(Namespace)]
public sealed class OrderSinkGrain : Grain, IOrderSinkGrain, IStreamSubscriptionObserver, IAsyncObserver<OrderPlaced>
{
    public const string Namespace = "orders";

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<OrderPlaced>().ResumeAsync(this);

    public Task OnNextAsync(OrderPlaced item, StreamSequenceToken? token = null)
    {
        Assert.IsType<EventHubSequenceToken>(token);
        var stream = this.GetPrimaryKeyString();
        return Journal.Of(stream).TakeAsync(stream, item.Number);
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}

[Alias("test.IBytesSink")]
public interface IBytesSinkGrain : IGrainWithStringKey;

/// <summary>Consumes raw bytes, in batches: the first four bytes are the number, the next eight the journal's id.</summary>
[ImplicitStreamSubscription(Namespace)]
public sealed class BytesSinkGrain : Grain, IBytesSinkGrain, IStreamSubscriptionObserver, IAsyncBatchObserver<ReadOnlyMemory<byte>>
{
    public const string Namespace = "bytes";

    internal static byte[] Event(Journal journal, int number, int padding = 0) =>
        [.. BitConverter.GetBytes(number), .. System.Text.Encoding.ASCII.GetBytes(journal.Id), .. new byte[padding]];

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) => handleFactory.Create<ReadOnlyMemory<byte>>().ResumeAsync(this);

    public async Task OnNextAsync(IList<SequentialItem<ReadOnlyMemory<byte>>> items)
    {
        foreach (var item in items)
        {
            var journal = Journal.Of(System.Text.Encoding.ASCII.GetString(item.Item.Span[4..12]));
            await journal.TakeAsync(journal.Stream(((EventHubSequenceToken)item.Token).Partition.Partition), BitConverter.ToInt32(item.Item.Span));
        }
    }

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
