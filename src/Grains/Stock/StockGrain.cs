using ActiveActive;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Storage;
using Shop.Contracts;

namespace Shop.Grains;

/// <summary>Stock of one product, kept by this site.</summary>
[GrainType("shop.stock")]
internal sealed class StockGrain(
    IGrainStorage store, IGrainContext context, ISiteIdentity site, TimeProvider time,
    ILogger<StockGrain> logger) : IGrainBase, IStockGrain
{
    private readonly CommittedState<StockState> _state = new("stock", store, context, logger);

    public IGrainContext GrainContext => context;

    public async Task<StockLevel?> Get(CancellationToken cancellationToken) => (await _state.ReadAsync()).ToLevel(site.Site);

    public async Task<StockLevel> Set(long onHand, OperationId operation, CancellationToken cancellationToken)
    {
        ShopRules.CheckKey("sku", this.GetPrimaryKeyString());
        ShopRules.CheckQuantity("onHand", onHand, least: 0);
        cancellationToken.ThrowIfCancellationRequested();
        var next = (await _state.ReadAsync()).Set(onHand, operation, time.GetUtcNow());
        await _state.CommitAsync(next);
        return next.ToLevel(site.Site)!;
    }

    public async Task<ReservationResult> Reserve(string reservationId, long quantity, CancellationToken cancellationToken)
    {
        ShopRules.CheckKey("sku", this.GetPrimaryKeyString());
        ShopRules.CheckKey("reservationId", reservationId);
        ShopRules.CheckQuantity("quantity", quantity, least: 1);
        cancellationToken.ThrowIfCancellationRequested();
        var stock = await _state.ReadAsync();
        var next = stock.Reserve(reservationId, quantity);
        await _state.CommitAsync(next);
        return new ReservationResult(reservationId, quantity, Created: !ReferenceEquals(next, stock), next.ToLevel(site.Site)!);
    }

    public async Task<ReleaseResult> Release(string reservationId, CancellationToken cancellationToken)
    {
        ShopRules.CheckKey("sku", this.GetPrimaryKeyString());
        ShopRules.CheckKey("reservationId", reservationId);
        cancellationToken.ThrowIfCancellationRequested();
        var (next, known) = (await _state.ReadAsync()).Release(reservationId, time.GetUtcNow());
        await _state.CommitAsync(next);
        return new ReleaseResult(known, next.ToLevel(site.Site));
    }
}
