using Orleans.Concurrency;

namespace Shop.Contracts;

/// <summary>The SKUs that exist. Key: <see cref="Key"/>. Consistency: replicated, add-wins set.</summary>
[Alias("shop.ICatalogueGrain")]
public interface ICatalogueGrain : IGrainWithStringKey
{
    /// <summary>The only key in use.</summary>
    const string Key = "all";

    /// <summary>All SKUs in ordinal order, at most <see cref="ShopLimits.CatalogueSize"/>.</summary>
    [ReadOnly, Alias("List")]
    Task<IReadOnlyList<string>> List(CancellationToken cancellationToken = default);

    /// <summary>Registers a SKU; registering it again changes nothing.</summary>
    /// <exception cref="ActiveActive.ConflictException">The catalogue is full.</exception>
    [Alias("Add")]
    Task Add(string sku, CancellationToken cancellationToken = default);
}
