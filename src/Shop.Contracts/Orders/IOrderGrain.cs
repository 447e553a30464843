using ActiveActive;
using Orleans.Concurrency;

namespace Shop.Contracts;

/// <summary>One order. Key: the order id, which makes checkout idempotent. Consistency: strong.</summary>
[Alias("shop.IOrderGrain")]
public interface IOrderGrain : IGrainWithStringKey
{
    /// <summary>The order, or null when it was never placed.</summary>
    [ReadOnly, Alias("Get")]
    Task<Order?> Get(CancellationToken cancellationToken = default);

    /// <summary>
    /// Checks a cart out: freezes what it holds, reserves every line, confirms, and empties the cart of what was frozen. All or nothing:
    /// on a line that cannot be had every reservation is given back and the order is rejected.
    /// </summary>
    /// <returns>The order, <see cref="OrderStatus.Confirmed"/>; again with the same cart: the same order.</returns>
    /// <exception cref="ConflictException">The cart is empty, a line cannot be had (the order is then rejected for good), or the order id was
    /// used for another cart.</exception>
    [Alias("Place")]
    Task<PlaceOrderResult> Place(string cart, CancellationToken cancellationToken = default);
}
