namespace Shop.Contracts;

/// <summary>Stock of one product as callers see it.</summary>
/// <param name="OnHand">Quantity in the warehouse.</param>
/// <param name="Reserved">Part of it promised to reservations and orders.</param>
/// <param name="Available"><paramref name="OnHand"/> minus <paramref name="Reserved"/>; never negative.</param>
/// <param name="Version">Grows by one with every change.</param>
/// <param name="Epoch">Ownership epoch under which it was read; 0 while stock is not owned through the arbiter.</param>
/// <param name="Owner">Id of the site that owns it.</param>
[GenerateSerializer, Immutable, Alias("shop.StockLevel")]
public sealed record StockLevel(
    [property: Id(0)] long OnHand,
    [property: Id(1)] long Reserved,
    [property: Id(2)] long Available,
    [property: Id(3)] long Version,
    [property: Id(4)] long Epoch,
    [property: Id(5)] string Owner);
