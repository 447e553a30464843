namespace ActiveActive.Client.Load;

/// <summary>
/// What one shopper does, step by step: mostly looks, sometimes buys. The same seed and shopper give the same steps. Decides only; not thread-safe.
/// </summary>
internal sealed class ShopperScript(string runId, int shopper, int seed, int products)
{
    private const int MaxLines = 8;

    // Shares in per cent; an add that finds the cart full checks out instead.
    private static readonly (OperationKind Kind, int Share)[] Mix =
    [
        (OperationKind.Browse, 35), (OperationKind.View, 20), (OperationKind.Add, 20), (OperationKind.Cart, 10), (OperationKind.Stock, 7),
        (OperationKind.Remove, 3), (OperationKind.Checkout, 5),
    ];

    private readonly Random _random = new(HashCode(seed, shopper));
    private readonly HashSet<string> _lines = new(StringComparer.Ordinal);
    private int _cart;

    /// <summary>Key of the product with this number.</summary>
    public static string Sku(string runId, int product) => $"load-{runId}-p{product}";

    /// <summary>The next step.</summary>
    public ShopperStep Next()
    {
        var kind = Pick();
        if (kind == OperationKind.Add && _lines.Count >= MaxLines) kind = OperationKind.Checkout;
        if (kind is OperationKind.Checkout or OperationKind.Remove && _lines.Count == 0) kind = OperationKind.Add;

        var cart = $"load-{runId}-s{shopper}-c{_cart}";
        var sku = Sku(runId, _random.Next(products));
        switch (kind)
        {
            case OperationKind.Add:
                _lines.Add(sku);
                return new(kind, cart, sku, _random.Next(1, 4));
            case OperationKind.Remove:
                sku = _lines.Order(StringComparer.Ordinal).ElementAt(_random.Next(_lines.Count));
                _lines.Remove(sku);
                return new(kind, cart, sku, 0);
            case OperationKind.Checkout:
                _lines.Clear();
                _cart++;
                return new(kind, cart, "", 0);
            default:
                return new(kind, cart, sku, 0);
        }
    }

    private OperationKind Pick()
    {
        var at = _random.Next(100);
        foreach (var (kind, share) in Mix)
        {
            if (at < share) return kind;
            at -= share;
        }

        return OperationKind.Browse;
    }

    // System.HashCode differs from process to process; a seed must not.
    private static int HashCode(int seed, int shopper) => unchecked((seed * 486187739) ^ (shopper * 16777619));
}
