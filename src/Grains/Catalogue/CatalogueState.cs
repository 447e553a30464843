using System.Collections.Immutable;
using ActiveActive;
using Shop.Contracts;

namespace Shop.Grains;

/// <summary>The SKUs that exist. Immutable.</summary>
[StateSchema(1)]
internal sealed record CatalogueState
{
    public ImmutableHashSet<string> Skus { get; init; } = [];

    /// <summary>Registers a SKU.</summary>
    /// <exception cref="ConflictException">The catalogue is full.</exception>
    public CatalogueState Add(string sku)
    {
        if (Skus.Contains(sku)) return this;
        if (Skus.Count >= ShopLimits.CatalogueSize)
            throw new ConflictException($"the catalogue holds {ShopLimits.CatalogueSize} products, which is the limit.");
        return this with { Skus = Skus.Add(sku) };
    }
}
