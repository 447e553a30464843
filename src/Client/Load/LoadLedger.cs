using global::Shop.Contracts;

namespace ActiveActive.Client.Load;

/// <summary>
/// What the shop acknowledged, by the site that did, and what may have happened besides. Answers with the range in which each figure must lie. Safe for
/// concurrent use.
/// </summary>
/// <remarks>
/// The site that acknowledged a write must show it, whether or not the sites share state yet: at least what it acknowledged, at most everything that
/// was ever sent anywhere.
/// </remarks>
internal sealed class LoadLedger
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Tally> _views = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CartEntry> _carts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Site, Order Order)> _orders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tally> _reserved = new(StringComparer.Ordinal);

    public void Viewed(string sku, string site, bool mayBeDoubled)
    {
        lock (_lock) Of(_views, sku).Acknowledge(site, 1, mayBeDoubled);
    }

    public void MayHaveViewed(string sku)
    {
        lock (_lock) Of(_views, sku).MayHave(1);
    }

    public void Added(string cart, string sku, long quantity, string site, bool mayBeDoubled)
    {
        lock (_lock) Of(Of(_carts, cart).Lines, sku).Acknowledge(site, quantity, mayBeDoubled);
    }

    public void MayHaveAdded(string cart, string sku, long quantity)
    {
        lock (_lock) Of(Of(_carts, cart).Lines, sku).MayHave(quantity);
    }

    /// <summary>A removal was sent, whatever became of it: nothing is promised about that line any more.</summary>
    public void Removing(string cart, string sku)
    {
        lock (_lock) Of(_carts, cart).Removed.Add(sku);
    }

    /// <summary>A checkout was sent: what is left of the cart is no longer the shopper's choice.</summary>
    public void CheckingOut(string cart)
    {
        lock (_lock) Of(_carts, cart).CheckedOut = true;
    }

    public void Ordered(Order order, string site)
    {
        lock (_lock)
        {
            _orders[order.OrderId] = (site, order);
            foreach (var line in order.Lines) Of(_reserved, line.Sku).Acknowledge(site, line.Quantity, false);
        }
    }

    /// <summary>A checkout whose outcome is not known may have reserved all that its cart may hold.</summary>
    public void MayHaveOrdered(string cart)
    {
        lock (_lock)
        {
            if (!_carts.TryGetValue(cart, out var entry)) return;
            foreach (var (sku, tally) in entry.Lines) Of(_reserved, sku).MayHave(tally.Most);
        }
    }

    /// <summary>Views of each product at each site that acknowledged some.</summary>
    public IReadOnlyList<Expectation> Views()
    {
        lock (_lock) return [.. _views.SelectMany(v => v.Value.Expect(v.Key))];
    }

    /// <summary>Lines of carts that were neither checked out nor had the line removed.</summary>
    public IReadOnlyList<(string Cart, IReadOnlyList<Expectation> Lines)> Carts()
    {
        lock (_lock)
            return
            [
                .. _carts.Where(c => !c.Value.CheckedOut)
                    .Select(c => (c.Key, (IReadOnlyList<Expectation>)[.. c.Value.Lines.Where(l => !c.Value.Removed.Contains(l.Key)).SelectMany(l => l.Value.Expect(l.Key))]))
                    .Where(c => c.Item2.Count > 0),
            ];
    }

    /// <summary>What a confirmed order must have held: the cart's lines at the site that took it.</summary>
    public string? Contradiction(Order order, string site)
    {
        lock (_lock)
        {
            if (order.Status != OrderStatus.Confirmed) return $"order {order.OrderId} was acknowledged by site {site} and is {order.Status}";
            if (!_carts.TryGetValue(order.Cart, out var cart)) return null;
            foreach (var line in order.Lines)
                if (!cart.Lines.TryGetValue(line.Sku, out var tally) || line.Quantity > tally.Most)
                    return $"order {order.OrderId} holds {line.Quantity} of {line.Sku}; at most {tally?.Most ?? 0} were ever put into cart {order.Cart}";
            foreach (var expected in cart.Lines.Where(l => !cart.Removed.Contains(l.Key)).SelectMany(l => l.Value.Expect(l.Key)).Where(e => e.Site == site))
            {
                var held = order.Lines.FirstOrDefault(l => l.Sku == expected.Key)?.Quantity ?? 0;
                if (held < expected.Least) return $"order {order.OrderId} holds {held} of {expected.Key}; site {site} had acknowledged {expected.Least} in cart {order.Cart}";
            }

            return null;
        }
    }

    /// <summary>Orders that were acknowledged as confirmed.</summary>
    public IReadOnlyList<(string Site, Order Order)> Orders()
    {
        lock (_lock) return [.. _orders.Values];
    }

    /// <summary>Reserved quantities of each product at each site that confirmed orders of it.</summary>
    public IReadOnlyList<Expectation> Reserved()
    {
        lock (_lock) return [.. _reserved.SelectMany(r => r.Value.Expect(r.Key))];
    }

    private static T Of<T>(Dictionary<string, T> entries, string key) where T : new()
    {
        if (!entries.TryGetValue(key, out var entry)) entries[key] = entry = new T();
        return entry;
    }

    /// <summary>A figure and the range in which it must lie at one site.</summary>
    internal readonly record struct Expectation(string Key, string Site, long Least, long Most);

    private sealed class CartEntry
    {
        public Dictionary<string, Tally> Lines { get; } = new(StringComparer.Ordinal);

        public HashSet<string> Removed { get; } = new(StringComparer.Ordinal);

        public bool CheckedOut { get; set; }
    }

    private sealed class Tally
    {
        private readonly SortedDictionary<string, long> _acknowledged = new(StringComparer.Ordinal);
        private long _uncertain;

        /// <summary>The most that can be there: everything acknowledged and everything in doubt, at all sites.</summary>
        public long Most => _acknowledged.Values.Sum() + _uncertain;

        public void Acknowledge(string site, long amount, bool mayBeDoubled)
        {
            _acknowledged[site] = (_acknowledged.TryGetValue(site, out var before) ? before : 0) + amount;
            if (mayBeDoubled) _uncertain += amount;
        }

        public void MayHave(long amount) => _uncertain += amount;

        public IEnumerable<Expectation> Expect(string key)
        {
            foreach (var (site, amount) in _acknowledged) yield return new Expectation(key, site, amount, Most);
        }
    }
}
