namespace ActiveActive.Client.Shop;

/// <summary>Chooses the gateway of the next sending: the last one that answered, and the one after it when that fails. Safe for concurrent use.</summary>
internal sealed class GatewaySet(IReadOnlyList<GatewayAddress> gateways)
{
    private int _current;

    /// <summary>The gateway in favour.</summary>
    public GatewayAddress Current => gateways[Volatile.Read(ref _current)];

    public int Count => gateways.Count;

    /// <summary>A gateway failed: favours the next, unless another call has moved on already.</summary>
    public void Failed(GatewayAddress gateway)
    {
        for (var i = 0; i < gateways.Count; i++)
            if (ReferenceEquals(gateways[i], gateway)) Interlocked.CompareExchange(ref _current, (i + 1) % gateways.Count, i);
    }
}
