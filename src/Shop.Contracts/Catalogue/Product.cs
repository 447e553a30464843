namespace Shop.Contracts;

/// <summary>A product as callers see it.</summary>
/// <param name="Sku">Stock keeping unit: the product's key.</param>
/// <param name="Name">Display name.</param>
/// <param name="PriceCents">Price in cents.</param>
/// <param name="Version">Grows with every change; comparable within one product only.</param>
[GenerateSerializer, Immutable, Alias("shop.Product")]
public sealed record Product(
    [property: Id(0)] string Sku,
    [property: Id(1)] string Name,
    [property: Id(2)] long PriceCents,
    [property: Id(3)] long Version);
