using global::Shop.Contracts;

namespace ActiveActive.Client.Shop;

/// <summary>Some products of the catalogue.</summary>
/// <param name="Items">The products in ordinal order of SKU.</param>
/// <param name="Next">Where the page behind this one begins; null on the last page.</param>
public sealed record ProductPage(IReadOnlyList<Product> Items, string? Next);
