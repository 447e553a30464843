namespace Shop.Contracts;

/// <summary>Answer to a release.</summary>
/// <param name="Known">True when a reservation of that id was ever held; false bars it from being made later.</param>
/// <param name="Stock">The stock after it; null when it was never set.</param>
[GenerateSerializer, Immutable, Alias("shop.ReleaseResult")]
public sealed record ReleaseResult(
    [property: Id(0)] bool Known,
    [property: Id(1)] StockLevel? Stock);
