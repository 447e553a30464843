using ActiveActive;
using Orleans.Concurrency;

namespace Shop.Contracts;

/// <summary>A shopper's cart. Key: the cart id. Consistency: replicated; quantities added in both sites add up, a removal removes what it saw.</summary>
[Alias("shop.ICartGrain")]
public interface ICartGrain : IGrainWithStringKey
{
    /// <summary>The cart; an unknown cart is an empty one.</summary>
    [ReadOnly, Alias("Get")]
    Task<Cart> Get(CancellationToken cancellationToken = default);

    /// <summary>Adds a quantity of one SKU.</summary>
    /// <param name="line">What to add; its quantity adds to what is there.</param>
    /// <param name="operation">Deduplicates a retry within this site; the default value does not.</param>
    /// <param name="cancellationToken">Gives up waiting; the change may still happen.</param>
    /// <exception cref="InvalidRequestException">The quantity is out of range.</exception>
    /// <exception cref="ConflictException">The cart is full, or the line's quantity would exceed its limit.</exception>
    [Alias("Add")]
    Task<Cart> Add(CartLine line, OperationId operation = default, CancellationToken cancellationToken = default);

    /// <summary>Removes one SKU with all of the quantity this site has seen; removing what is not there changes nothing.</summary>
    /// <param name="sku">The SKU.</param>
    /// <param name="operation">Deduplicates a retry within this site; the default value does not.</param>
    /// <param name="cancellationToken">Gives up waiting; the change may still happen.</param>
    [Alias("Remove")]
    Task<Cart> Remove(string sku, OperationId operation = default, CancellationToken cancellationToken = default);

    /// <summary>Takes out exactly what an order observed: additions made since, in either site, stay.</summary>
    /// <param name="observed">The cart as the order froze it.</param>
    /// <param name="operation">Id of the order's step: emptying twice removes once.</param>
    /// <param name="cancellationToken">Gives up waiting; the change may still happen.</param>
    [Alias("RemoveObserved")]
    Task<Cart> RemoveObserved(Cart observed, OperationId operation, CancellationToken cancellationToken = default);
}
