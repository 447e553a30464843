using ActiveActive;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Storage;
using Shop.Contracts;

namespace Shop.Grains;

/// <summary>A shopper's cart, kept by this site.</summary>
[GrainType("shop.cart")]
internal sealed class CartGrain(
    IGrainStorage store, IGrainContext context, TimeProvider time, ILogger<CartGrain> logger)
    : IGrainBase, ICartGrain
{
    private readonly CommittedState<CartState> _state = new("cart", store, context, logger);

    public IGrainContext GrainContext => context;

    public async Task<Cart> Get(CancellationToken cancellationToken) => (await _state.ReadAsync()).ToCart();

    public Task<Cart> Add(CartLine line, OperationId operation, CancellationToken cancellationToken)
    {
        ShopRules.CheckKey("cart", this.GetPrimaryKeyString());
        ShopRules.CheckKey("sku", line?.Sku);
        ShopRules.CheckQuantity("quantity", line!.Quantity, least: 1);
        return ChangeAsync(cart => cart.Add(line, operation, time.GetUtcNow()), cancellationToken);
    }

    public Task<Cart> Remove(string sku, OperationId operation, CancellationToken cancellationToken)
    {
        ShopRules.CheckKey("cart", this.GetPrimaryKeyString());
        ShopRules.CheckKey("sku", sku);
        return ChangeAsync(cart => cart.Remove(sku, operation, time.GetUtcNow()), cancellationToken);
    }

    // The versions in the cart make it idempotent; the operation's id is for a cart that is kept in both sites.
    public Task<Cart> RemoveObserved(Cart observed, OperationId operation, CancellationToken cancellationToken) =>
        ChangeAsync(cart => cart.RemoveObserved(observed), cancellationToken);

    private async Task<Cart> ChangeAsync(Func<CartState, CartState> change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var next = change(await _state.ReadAsync());
        await _state.CommitAsync(next);
        return next.ToCart();
    }
}
