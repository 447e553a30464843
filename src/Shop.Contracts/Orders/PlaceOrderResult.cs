namespace Shop.Contracts;

/// <summary>Answer to a checkout.</summary>
/// <param name="Order">The confirmed order.</param>
/// <param name="Created">False when it was confirmed already: the call was a repeat.</param>
[GenerateSerializer, Immutable, Alias("shop.PlaceOrderResult")]
public sealed record PlaceOrderResult(
    [property: Id(0)] Order Order,
    [property: Id(1)] bool Created);
