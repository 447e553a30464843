namespace Shop.Contracts;

/// <summary>So much of one SKU.</summary>
/// <param name="Sku">The SKU.</param>
/// <param name="Quantity">1 to <see cref="ShopLimits.Quantity"/>.</param>
[GenerateSerializer, Immutable, Alias("shop.CartLine")]
public sealed record CartLine(
    [property: Id(0)] string Sku,
    [property: Id(1)] long Quantity);
