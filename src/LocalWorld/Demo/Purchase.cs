namespace ActiveActive.LocalWorld.Demo;

/// <summary>What was bought in a site.</summary>
/// <param name="Sku">The product.</param>
/// <param name="PriceCents">Its price.</param>
/// <param name="OnHand">Stock before.</param>
/// <param name="Quantity">How many were bought.</param>
/// <param name="OrderId">The order.</param>
internal sealed record Purchase(string Sku, long PriceCents, long OnHand, long Quantity, string OrderId);
