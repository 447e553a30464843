using ActiveActive;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Storage;
using Shop.Contracts;

namespace Shop.Grains;

/// <summary>Views of one product, counted by this site.</summary>
[GrainType("shop.product-views")]
internal sealed class ProductViewsGrain(
    IGrainStorage store, IGrainContext context, TimeProvider time, ILogger<ProductViewsGrain> logger)
    : IGrainBase, IProductViewsGrain
{
    private readonly CommittedState<ProductViewsState> _state = new("views", store, context, logger);

    public IGrainContext GrainContext => context;

    public async Task<long> Get(CancellationToken cancellationToken) => (await _state.ReadAsync()).Count;

    public async Task<long> Increment(OperationId operation, CancellationToken cancellationToken)
    {
        ShopRules.CheckKey("sku", this.GetPrimaryKeyString());
        cancellationToken.ThrowIfCancellationRequested();
        var next = (await _state.ReadAsync()).Increment(operation, time.GetUtcNow());
        await _state.CommitAsync(next);
        return next.Count;
    }
}
