using System.Threading.Channels;
using ActiveActive.Client.Shop;
using global::Shop.Contracts;

namespace ActiveActive.Client.Load;

/// <summary>
/// An open-loop run: operations begin when they are due, not when the ones before are done, and every latency counts from the intended start. So a
/// stall of the system shows as what its callers would have felt (no coordinated omission).
/// </summary>
public sealed class LoadRun : IAsyncDisposable
{
    private readonly LoadOptions _options;
    private readonly ShopHttpClientOptions _client;
    private readonly TimeProvider _time;
    private readonly SocketsHttpHandler? _connections;
    private readonly HttpMessageHandler _handler;
    private readonly LoadStatistics _statistics = new();
    private readonly LoadLedger _ledger = new();
    private readonly Channel<long>[] _due;
    private long _waiting;
    private long _startedAt;
    private long _intervalAt;

    /// <summary>Prepares a run.</summary>
    /// <param name="options">What it does.</param>
    /// <param name="client">How each shopper calls.</param>
    /// <param name="time">Clock of the run; null is the system's.</param>
    /// <param name="handler">Connections to use, for tests; null makes ones that all shoppers share.</param>
    public LoadRun(LoadOptions options, ShopHttpClientOptions client, TimeProvider? time = null, HttpMessageHandler? handler = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _client, _time) = (options, client, time ?? TimeProvider.System);
        if (handler is null) _connections = ShopCaller.NewHandler();
        _handler = handler ?? _connections!;
        _due = [.. Enumerable.Range(0, options.Shoppers).Select(_ => Channel.CreateUnbounded<long>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true }))];
    }

    /// <summary>What happened since the last call of this; may be called while the run goes on.</summary>
    public LoadProgress TakeProgress()
    {
        var now = _time.GetTimestamp();
        var before = Interlocked.Exchange(ref _intervalAt, now);
        return _statistics.TakeInterval(_time.GetElapsedTime(_startedAt, now), _time.GetElapsedTime(before, now));
    }

    /// <summary>Puts the run's products and stock in place, at every site it was told of.</summary>
    /// <exception cref="ShopCallException">They cannot be put in place.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        using var shop = new ShopHttpClient(_client, _handler, _time);
        var wishes = _options.Sites.Count == 0 ? [ShopCallOptions.None] : _options.Sites.Select(site => new ShopCallOptions { PreferSite = site }).ToArray();
        var work = Enumerable.Range(0, _options.Products).SelectMany(product => wishes.Select(wish => (product, wish)));
        await Parallel.ForEachAsync(work, new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellationToken }, async (item, stop) =>
        {
            var sku = ShopperScript.Sku(_options.RunId, item.product);
            await shop.PutProductAsync(sku, new ProductDetails($"Load product {item.product}", 100 + item.product), item.wish, stop).ConfigureAwait(false);
            await shop.SetStockAsync(sku, _options.Stock, item.wish, stop).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>Runs; ends early, in order, when cancelled.</summary>
    public async Task<LoadSummary> RunAsync(CancellationToken cancellationToken)
    {
        _startedAt = _intervalAt = _time.GetTimestamp();
        var shoppers = Enumerable.Range(0, _options.Shoppers).Select(ShopAsync).ToArray();
        await PaceAsync(cancellationToken).ConfigureAwait(false);
        foreach (var due in _due) due.Writer.Complete();
        await Task.WhenAll(shoppers).ConfigureAwait(false);
        var summary = _statistics.Summary(_options, _time.GetElapsedTime(_startedAt));
        if (!_options.Verify) return summary;

        // A run that was ended early is verified as well; only a second request to stop cuts that short (it ends the process).
        using var shop = new ShopHttpClient(_client, _handler, _time);
        return summary with { Verification = await new LoadVerifier(_ledger, shop, _options.Stock).RunAsync(CancellationToken.None).ConfigureAwait(false) };
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _connections?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Hands out what is due, to one shopper after the other. Never waits for a shopper.</summary>
    private async Task PaceAsync(CancellationToken cancellationToken)
    {
        var total = (long)Math.Floor(_options.Rate * _options.Duration.TotalSeconds);
        for (var i = 0L; i < total && !cancellationToken.IsCancellationRequested;)
        {
            var now = _time.GetTimestamp();
            for (; i < total && DueAt(i) <= now; i++) Begin(i);
            if (i >= total) return;
            var wait = _time.GetElapsedTime(now, DueAt(i));
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(wait.TotalMilliseconds))), _time, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private long DueAt(long operation) => _startedAt + (long)(operation / _options.Rate * _time.TimestampFrequency);

    private void Begin(long operation)
    {
        _statistics.Begun();
        if (Interlocked.Increment(ref _waiting) > _options.MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            _statistics.Failed(OperationKind.Browse, TimeSpan.Zero, "client-backlog-full", 0);
            return;
        }

        _due[operation % _due.Length].Writer.TryWrite(DueAt(operation));
    }

    private async Task ShopAsync(int shopper)
    {
        using var shop = new ShopHttpClient(_client, _handler, _time);
        var script = new ShopperScript(_options.RunId, shopper, _options.Seed, _options.Products);
        await foreach (var dueAt in _due[shopper].Reader.ReadAllAsync().ConfigureAwait(false))
        {
            Interlocked.Decrement(ref _waiting);
            await StepAsync(shop, script.Next(), dueAt).ConfigureAwait(false);
        }
    }

    private async Task StepAsync(ShopHttpClient shop, ShopperStep step, long dueAt)
    {
        try
        {
            var served = await CallAsync(shop, step).ConfigureAwait(false);
            _statistics.Succeeded(step.Kind, _time.GetElapsedTime(dueAt), served.Site, served.Reason, served.Attempts);
        }
        catch (ShopCallException e)
        {
            if (e.Outcome != CallOutcome.NotApplied) Doubt(step);
            var latency = _time.GetElapsedTime(dueAt);
            if (e.Slug == ErrorSlugs.Conflict) _statistics.Refused(step.Kind, latency, e.Attempts);
            else _statistics.Failed(step.Kind, latency, e.Slug, e.Attempts);
        }
    }

    private async Task<ServedBy> CallAsync(ShopHttpClient shop, ShopperStep step)
    {
        switch (step.Kind)
        {
            case OperationKind.View:
                var view = (await shop.AddViewAsync(step.Sku).ConfigureAwait(false)).Served;
                _ledger.Viewed(step.Sku, view.Site, view.MayBeDuplicate);
                return view;
            case OperationKind.Add:
                var add = (await shop.AddToCartAsync(step.Cart, new CartLine(step.Sku, step.Quantity)).ConfigureAwait(false)).Served;
                _ledger.Added(step.Cart, step.Sku, step.Quantity, add.Site, add.MayBeDuplicate);
                return add;
            case OperationKind.Remove:
                _ledger.Removing(step.Cart, step.Sku);
                return (await shop.RemoveFromCartAsync(step.Cart, step.Sku).ConfigureAwait(false)).Served;
            case OperationKind.Checkout:
                _ledger.CheckingOut(step.Cart);
                var order = await shop.PlaceOrderAsync(step.Cart, step.Cart).ConfigureAwait(false);
                _ledger.Ordered(order.Value, order.Served.Site);
                return order.Served;
            case OperationKind.Cart:
                return (await shop.GetCartAsync(step.Cart).ConfigureAwait(false)).Served;
            case OperationKind.Stock:
                return (await shop.GetStockAsync(step.Sku).ConfigureAwait(false)).Served;
            default:
                return (await shop.GetProductAsync(step.Sku).ConfigureAwait(false)).Served;
        }
    }

    private void Doubt(ShopperStep step)
    {
        if (step.Kind == OperationKind.View) _ledger.MayHaveViewed(step.Sku);
        else if (step.Kind == OperationKind.Add) _ledger.MayHaveAdded(step.Cart, step.Sku, step.Quantity);
        else if (step.Kind == OperationKind.Checkout) _ledger.MayHaveOrdered(step.Cart);
    }
}
