namespace ActiveActive.Client.Shop;

/// <summary>How often a product was looked at.</summary>
/// <param name="Sku">Its SKU.</param>
/// <param name="Views">The count as the answering site knows it.</param>
public sealed record ProductViews(string Sku, long Views);
