using Orleans.Runtime.Providers;

namespace ActiveActive.EventHubs.Delivery;

/// <summary>How long a refused container waits before it is offered again: 20 ms, doubling up to 5 s.</summary>
internal sealed class RedeliveryBackoff : IMessageDeliveryBackoffProvider
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    public TimeSpan Next(int attempt) => attempt < 8 ? First * (1 << Math.Max(attempt, 0)) : Longest;
}
