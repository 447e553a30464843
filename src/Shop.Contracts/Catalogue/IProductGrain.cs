using ActiveActive;
using Orleans.Concurrency;

namespace Shop.Contracts;

/// <summary>One product of the catalogue. Key: the SKU. Consistency: replicated, last writer per field.</summary>
[Alias("shop.IProductGrain")]
public interface IProductGrain : IGrainWithStringKey
{
    /// <summary>The product, or null when it was never put.</summary>
    [ReadOnly, Alias("Get")]
    Task<Product?> Get(CancellationToken cancellationToken = default);

    /// <summary>Creates the product, and lists it in the catalogue, or replaces its details.</summary>
    /// <param name="details">The new details.</param>
    /// <param name="operation">Deduplicates a retry within this site; the default value does not.</param>
    /// <param name="cancellationToken">Gives up waiting; the change may still happen.</param>
    /// <exception cref="InvalidRequestException">A detail is out of range.</exception>
    /// <exception cref="ConflictException">The catalogue is full, or the operation id was used for other details.</exception>
    [Alias("Put")]
    Task<Product> Put(ProductDetails details, OperationId operation = default, CancellationToken cancellationToken = default);
}
