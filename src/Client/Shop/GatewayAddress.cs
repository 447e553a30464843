namespace ActiveActive.Client.Shop;

/// <summary>One gateway.</summary>
/// <param name="Url">Its public address.</param>
/// <param name="Site">Its own site; null when nobody has said.</param>
public sealed record GatewayAddress(Uri Url, string? Site = null);
