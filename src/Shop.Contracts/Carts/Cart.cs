namespace Shop.Contracts;

/// <summary>A cart as callers see it.</summary>
/// <param name="Items">Lines in ordinal order of SKU; no quantity is zero.</param>
/// <param name="Version">Grows with every change; comparable within one cart only.</param>
[GenerateSerializer, Immutable, Alias("shop.Cart")]
public sealed record Cart(
    [property: Id(0)] IReadOnlyList<CartLine> Items,
    [property: Id(1)] long Version);
