namespace Shop.Contracts;

/// <summary>An order as callers see it.</summary>
/// <param name="OrderId">Its id.</param>
/// <param name="Cart">The cart it was made from.</param>
/// <param name="Status">How far it is.</param>
/// <param name="Lines">What was ordered, in ordinal order of SKU, at the price of that moment.</param>
/// <param name="TotalCents">Sum of the lines in cents.</param>
/// <param name="Reason">Why it was rejected; null otherwise.</param>
[GenerateSerializer, Immutable, Alias("shop.Order")]
public sealed record Order(
    [property: Id(0)] string OrderId,
    [property: Id(1)] string Cart,
    [property: Id(2)] OrderStatus Status,
    [property: Id(3)] IReadOnlyList<OrderLine> Lines,
    [property: Id(4)] long TotalCents,
    [property: Id(5)] string? Reason);
