using ActiveActive;
using Orleans.Concurrency;

namespace Shop.Contracts;

/// <summary>How often a product page was looked at. Key: the SKU. Consistency: replicated, counter.</summary>
[Alias("shop.IProductViewsGrain")]
public interface IProductViewsGrain : IGrainWithStringKey
{
    /// <summary>The count; 0 for a product nobody looked at.</summary>
    [ReadOnly, Alias("Get")]
    Task<long> Get(CancellationToken cancellationToken = default);

    /// <summary>Counts one view and returns the new count as this site knows it.</summary>
    /// <param name="operation">Deduplicates a retry within this site; the default value does not.</param>
    /// <param name="cancellationToken">Gives up waiting; the change may still happen.</param>
    [Alias("Increment")]
    Task<long> Increment(OperationId operation = default, CancellationToken cancellationToken = default);
}
