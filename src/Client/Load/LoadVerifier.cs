using ActiveActive.Client.Shop;

namespace ActiveActive.Client.Load;

/// <summary>Looks for everything acknowledged, at the site that acknowledged it.</summary>
internal sealed class LoadVerifier(LoadLedger ledger, ShopHttpClient shop, long stock)
{
    private const int MaxCarts = 500;
    private const int MaxOrders = 1000;
    private const int MaxShown = 100;
    private const int Parallel = 16;
    private readonly Lock _lock = new();
    private readonly List<string> _violations = [];
    private int _count;
    private int _checked;
    private int _unchecked;

    public async Task<VerificationReport> RunAsync(CancellationToken cancellationToken)
    {
        await ForAllAsync(ledger.Views(), ViewsAsync, cancellationToken).ConfigureAwait(false);
        await ForAllAsync(ledger.Carts().Take(MaxCarts).SelectMany(c => c.Lines.GroupBy(l => l.Site).Select(g => (c.Cart, Site: g.Key, Lines: g.ToArray()))), CartAsync, cancellationToken).ConfigureAwait(false);
        await ForAllAsync(ledger.Orders().Take(MaxOrders), OrderAsync, cancellationToken).ConfigureAwait(false);
        await ForAllAsync(ledger.Reserved(), StockAsync, cancellationToken).ConfigureAwait(false);
        return new VerificationReport(_checked, _unchecked, _violations, _count);
    }

    private static Task ForAllAsync<T>(IEnumerable<T> facts, Func<T, CancellationToken, Task> check, CancellationToken cancellationToken) =>
        System.Threading.Tasks.Parallel.ForEachAsync(
            facts, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken }, async (fact, stop) => await check(fact, stop).ConfigureAwait(false));

    private async Task ViewsAsync(LoadLedger.Expectation expected, CancellationToken stop)
    {
        if (await AskAsync(() => shop.GetViewsAsync(expected.Key, At(expected.Site), stop), expected.Site).ConfigureAwait(false) is { } views)
            Compare($"views of {expected.Key}", expected, views.Views);
    }

    private async Task CartAsync((string Cart, string Site, LoadLedger.Expectation[] Lines) expected, CancellationToken stop)
    {
        if (await AskAsync(() => shop.GetCartAsync(expected.Cart, At(expected.Site), stop), expected.Site).ConfigureAwait(false) is not { } cart) return;
        foreach (var line in expected.Lines)
            Compare($"{line.Key} in cart {expected.Cart}", line, cart.Items.FirstOrDefault(i => i.Sku == line.Key)?.Quantity ?? 0);
    }

    private async Task OrderAsync((string Site, global::Shop.Contracts.Order Order) taken, CancellationToken stop)
    {
        Count(ledger.Contradiction(taken.Order, taken.Site));
        if (await AskAsync(() => shop.GetOrderAsync(taken.Order.OrderId, At(taken.Site), stop), taken.Site).ConfigureAwait(false) is not { } order) return;
        Count(order.Status == taken.Order.Status && order.TotalCents == taken.Order.TotalCents && order.Lines.SequenceEqual(taken.Order.Lines)
            ? null
            : $"order {order.OrderId} at site {taken.Site} is not what was acknowledged");
    }

    private async Task StockAsync(LoadLedger.Expectation expected, CancellationToken stop)
    {
        if (await AskAsync(() => shop.GetStockAsync(expected.Key, At(expected.Site), stop), expected.Site).ConfigureAwait(false) is not { } level) return;
        Compare($"reserved of {expected.Key}", expected, level.Reserved);
        Count(level.Available >= 0 && level.OnHand == stock && level.Available == level.OnHand - level.Reserved
            ? null
            : $"stock of {expected.Key} at site {expected.Site} does not add up: {level.OnHand} on hand, {level.Reserved} reserved, {level.Available} available");
    }

    /// <summary>The answer of that very site; null, and counted as not checked, when it cannot be had. What is gone is a violation.</summary>
    private async Task<T?> AskAsync<T>(Func<Task<ShopAnswer<T>>> ask, string site) where T : class
    {
        try
        {
            var answer = await ask().ConfigureAwait(false);
            if (answer.Served.Site == site || site.Length == 0) return answer.Value;
        }
        catch (ShopCallException e) when (e.Slug == ErrorSlugs.NotFound)
        {
            Count($"site {site} does not know what it had acknowledged: {e.Message}");
            return null;
        }
        catch (ShopCallException)
        {
            // Counted below: nothing can be said.
        }

        Interlocked.Increment(ref _unchecked);
        return null;
    }

    private void Compare(string what, LoadLedger.Expectation expected, long found) => Count(
        found < expected.Least ? $"{what} at site {expected.Site}: {found}, but {expected.Least} were acknowledged there"
        : found > expected.Most ? $"{what} at site {expected.Site}: {found}, but at most {expected.Most} were ever sent"
        : null);

    private void Count(string? violation)
    {
        lock (_lock)
        {
            _checked++;
            if (violation is null) return;
            _count++;
            if (_violations.Count < MaxShown) _violations.Add(violation);
        }
    }

    private static ShopCallOptions At(string site) => new() { PreferSite = site.Length > 0 ? site : null };
}
