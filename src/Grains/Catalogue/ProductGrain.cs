using ActiveActive;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Storage;
using Shop.Contracts;

namespace Shop.Grains;

/// <summary>One product, kept by this site.</summary>
[GrainType("shop.product")]
internal sealed class ProductGrain(
    IGrainStorage store, IGrainContext context, IGrainFactory grains, TimeProvider time,
    ILogger<ProductGrain> logger) : IGrainBase, IProductGrain
{
    private readonly CommittedState<ProductState> _state = new("product", store, context, logger);

    public IGrainContext GrainContext => context;

    private string Sku => this.GetPrimaryKeyString();

    public async Task<Product?> Get(CancellationToken cancellationToken) => (await _state.ReadAsync()).ToProduct(Sku);

    public async Task<Product> Put(ProductDetails details, OperationId operation, CancellationToken cancellationToken)
    {
        ShopRules.CheckKey("sku", Sku);
        ShopRules.Check(details);
        cancellationToken.ThrowIfCancellationRequested();
        var product = await _state.ReadAsync();
        var next = product.Put(details, operation, time.GetUtcNow());
        // Listed first: a catalogue that is full refuses the product, and a crash in between leaves a listed SKU without product, which readers pass
        // over, and not a product that nobody finds.
        if (product.Version == 0) await grains.GetGrain<ICatalogueGrain>(ICatalogueGrain.Key).Add(Sku, cancellationToken);
        await _state.CommitAsync(next);
        return next.ToProduct(Sku)!;
    }
}
