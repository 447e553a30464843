namespace ActiveActive.Gateway.Shop;

/// <summary>Body of <c>PUT /shop/stock/{sku}</c>.</summary>
/// <param name="OnHand">Quantity in the warehouse.</param>
internal sealed record StockQuantity(long OnHand);
