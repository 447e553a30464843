namespace Shop.Contracts;

/// <summary>One line of an order.</summary>
/// <param name="Sku">The SKU.</param>
/// <param name="Quantity">How many.</param>
/// <param name="UnitPriceCents">Price of one at the time of the order, in cents; 0 when the catalogue has no such product.</param>
[GenerateSerializer, Immutable, Alias("shop.OrderLine")]
public sealed record OrderLine(
    [property: Id(0)] string Sku,
    [property: Id(1)] long Quantity,
    [property: Id(2)] long UnitPriceCents);
