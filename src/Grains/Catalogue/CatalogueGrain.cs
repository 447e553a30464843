using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Storage;
using Shop.Contracts;

namespace Shop.Grains;

/// <summary>The catalogue of this site.</summary>
[GrainType("shop.catalogue")]
internal sealed class CatalogueGrain(
    IGrainStorage store, IGrainContext context, ILogger<CatalogueGrain> logger)
    : IGrainBase, ICatalogueGrain
{
    private readonly CommittedState<CatalogueState> _state = new("catalogue", store, context, logger);
    private (CatalogueState Of, IReadOnlyList<string> Skus)? _sorted;

    public IGrainContext GrainContext => context;

    public async Task<IReadOnlyList<string>> List(CancellationToken cancellationToken)
    {
        var state = await _state.ReadAsync();
        if (_sorted is { } sorted && ReferenceEquals(sorted.Of, state)) return sorted.Skus;
        string[] skus = [.. state.Skus.Order(StringComparer.Ordinal)];
        _sorted = (state, skus);
        return skus;
    }

    public async Task Add(string sku, CancellationToken cancellationToken)
    {
        ShopRules.CheckKey("sku", sku);
        cancellationToken.ThrowIfCancellationRequested();
        await _state.CommitAsync((await _state.ReadAsync()).Add(sku));
    }
}
