namespace Shop.Contracts;

/// <summary>Legal ranges of everything a caller can send. A value outside is refused and changes nothing.</summary>
public static class ShopLimits
{
    /// <summary>Longest key (SKU, cart, order, reservation) in bytes of UTF-8.</summary>
    public const int KeyBytes = 200;

    /// <summary>Longest product name in characters.</summary>
    public const int NameLength = 200;

    /// <summary>Highest price in cents: ten million euros.</summary>
    public const long PriceCents = 1_000_000_000;

    /// <summary>Highest quantity in one line, reservation or stock figure.</summary>
    public const long Quantity = 1_000_000;

    /// <summary>Most different SKUs in one cart.</summary>
    public const int CartLines = 100;

    /// <summary>Most products in the catalogue.</summary>
    public const int CatalogueSize = 10_000;

    /// <summary>Most open reservations of one SKU, orders included: they are part of the SKU's state, which is written as a whole.</summary>
    public const int OpenReservations = 20_000;
}
