namespace ActiveActive.Client.Load;

/// <summary>One operation of one shopper.</summary>
/// <param name="Kind">What.</param>
/// <param name="Cart">The shopper's cart at that time; a checkout orders under the same name.</param>
/// <param name="Sku">The product, where it needs one.</param>
/// <param name="Quantity">How many, where it needs a quantity.</param>
internal readonly record struct ShopperStep(OperationKind Kind, string Cart, string Sku, long Quantity);
