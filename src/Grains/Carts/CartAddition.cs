namespace Shop.Grains;

/// <summary>One addition to a line of a cart.</summary>
/// <param name="Version">Version of the cart that made it.</param>
/// <param name="Quantity">How much it added.</param>
internal sealed record CartAddition(long Version, long Quantity);
