using Shop.Contracts;

namespace ActiveActive.Gateway.Shop;

/// <summary>Some products of the catalogue.</summary>
/// <param name="Items">The products in ordinal order of SKU.</param>
/// <param name="Next">Value of <c>after</c> for the page behind this one; null on the last page.</param>
internal sealed record ProductPage(IReadOnlyList<Product> Items, string? Next);
