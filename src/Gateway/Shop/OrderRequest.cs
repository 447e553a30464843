namespace ActiveActive.Gateway.Shop;

/// <summary>Body of <c>POST /shop/orders</c>.</summary>
/// <param name="OrderId">Id of the order, chosen by the caller; makes checkout idempotent.</param>
/// <param name="Cart">The cart to check out.</param>
internal sealed record OrderRequest(string OrderId, string Cart);
