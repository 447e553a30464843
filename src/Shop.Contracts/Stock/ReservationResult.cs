namespace Shop.Contracts;

/// <summary>A reservation that holds.</summary>
/// <param name="ReservationId">Its id.</param>
/// <param name="Quantity">Its quantity.</param>
/// <param name="Created">False when it was held already: the call was a repeat.</param>
/// <param name="Stock">The stock after it.</param>
[GenerateSerializer, Immutable, Alias("shop.ReservationResult")]
public sealed record ReservationResult(
    [property: Id(0)] string ReservationId,
    [property: Id(1)] long Quantity,
    [property: Id(2)] bool Created,
    [property: Id(3)] StockLevel Stock);
