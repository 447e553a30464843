namespace Shop.Contracts;

/// <summary>What can be set about a product.</summary>
/// <param name="Name">Display name: 1 to <see cref="ShopLimits.NameLength"/> characters.</param>
/// <param name="PriceCents">Price in cents: 0 to <see cref="ShopLimits.PriceCents"/>.</param>
[GenerateSerializer, Immutable, Alias("shop.ProductDetails")]
public sealed record ProductDetails(
    [property: Id(0)] string Name,
    [property: Id(1)] long PriceCents);
