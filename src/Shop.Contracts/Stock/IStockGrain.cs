using ActiveActive;
using Orleans.Concurrency;

namespace Shop.Contracts;

/// <summary>Stock of one product. Key: the SKU. Consistency: strong; never oversold.</summary>
[Alias("shop.IStockGrain")]
public interface IStockGrain : IGrainWithStringKey
{
    /// <summary>The stock, or null when it was never set.</summary>
    [ReadOnly, Alias("Get")]
    Task<StockLevel?> Get(CancellationToken cancellationToken = default);

    /// <summary>Sets the quantity on hand.</summary>
    /// <param name="onHand">0 to <see cref="ShopLimits.Quantity"/>.</param>
    /// <param name="operation">Same id and value: same effect once, within 24 h.</param>
    /// <param name="cancellationToken">Gives up waiting; the change may still happen.</param>
    /// <exception cref="ConflictException">Fewer than are reserved.</exception>
    [Alias("Set")]
    Task<StockLevel> Set(long onHand, OperationId operation = default, CancellationToken cancellationToken = default);

    /// <summary>Reserves a quantity. The reservation's id makes it idempotent: the same id and quantity again answers as the first time.</summary>
    /// <exception cref="NotFoundException">The stock was never set.</exception>
    /// <exception cref="ConflictException">Not enough available, the id was used with another quantity, or it was released before.</exception>
    [Alias("Reserve")]
    Task<ReservationResult> Reserve(string reservationId, long quantity, CancellationToken cancellationToken = default);

    /// <summary>Gives a reservation back; again, or before the reservation arrived, changes nothing more and bars a late arrival.</summary>
    /// <returns>The stock and whether a reservation of that id was ever held; the stock is null when it was never set.</returns>
    [Alias("Release")]
    Task<ReleaseResult> Release(string reservationId, CancellationToken cancellationToken = default);
}
