using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using global::Shop.Contracts;

namespace ActiveActive.Client.Shop;

/// <summary>
/// The shop of the HTTP contract for programs: one method a call, retried over all gateways as far as that is safe. Every write carries an
/// <c>Idempotency-Key</c>; a session's writes and reads are joined by the <c>Session</c> token.
/// </summary>
/// <remarks>One instance is one session. Safe for concurrent use. Every method throws <see cref="ShopCallException"/> when the call failed for good, and
/// <see cref="OperationCanceledException"/> when its caller gave up: the call may then have been applied.</remarks>
public sealed class ShopHttpClient : IDisposable
{
    private readonly ShopCaller _caller;

    /// <summary>Creates a client.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="handler">Connections to share between clients, which the caller then disposes; null makes own ones.</param>
    /// <param name="time">Clock of timeouts and pauses; null is the system's.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public ShopHttpClient(ShopHttpClientOptions options, HttpMessageHandler? handler = null, TimeProvider? time = null) =>
        _caller = new ShopCaller(options, handler, time ?? TimeProvider.System);

    /// <summary>The session's token now, to go on with elsewhere; null before the first answer that had one.</summary>
    public string? Session => _caller.Session;

    /// <summary>A page of the catalogue.</summary>
    /// <param name="limit">Most products in the page; null leaves it to the gateway.</param>
    /// <param name="after">Where the page begins: <see cref="ProductPage.Next"/> of the one before; null for the first.</param>
    /// <param name="call">Wishes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ShopAnswer<ProductPage>> ListProductsAsync(
        int? limit = null, string? after = null, ShopCallOptions? call = null, CancellationToken cancellationToken = default)
    {
        var query = new List<string>();
        if (limit is { } most) query.Add($"limit={most.ToString(CultureInfo.InvariantCulture)}");
        if (after is not null) query.Add($"after={Uri.EscapeDataString(after)}");
        return Get($"shop/products{(query.Count == 0 ? "" : "?" + string.Join('&', query))}", ShopJson.Default.ProductPage, call, cancellationToken);
    }

    /// <summary>One product.</summary>
    public Task<ShopAnswer<Product>> GetProductAsync(string sku, ShopCallOptions? call = null, CancellationToken cancellationToken = default) =>
        Get($"shop/products/{Key(sku)}", ShopJson.Default.Product, call, cancellationToken);

    /// <summary>Creates a product or replaces its details.</summary>
    public Task<ShopAnswer<Product>> PutProductAsync(
        string sku, ProductDetails details, ShopCallOptions? call = null, CancellationToken cancellationToken = default) =>
        Write(HttpMethod.Put, $"shop/products/{Key(sku)}", details, ShopJson.Default.ProductDetails, ShopJson.Default.Product, false, call, cancellationToken);

    /// <summary>How often a product was looked at.</summary>
    public Task<ShopAnswer<ProductViews>> GetViewsAsync(string sku, ShopCallOptions? call = null, CancellationToken cancellationToken = default) =>
        Get($"shop/products/{Key(sku)}/views", ShopJson.Default.ProductViews, call, cancellationToken);

    /// <summary>Counts one view.</summary>
    public Task<ShopAnswer<ProductViews>> AddViewAsync(string sku, ShopCallOptions? call = null, CancellationToken cancellationToken = default) =>
        Write<object, ProductViews>(HttpMethod.Post, $"shop/products/{Key(sku)}/views", null, null, ShopJson.Default.ProductViews, false, call, cancellationToken);

    /// <summary>A cart; an unknown cart is an empty one.</summary>
    public Task<ShopAnswer<Cart>> GetCartAsync(string cart, ShopCallOptions? call = null, CancellationToken cancellationToken = default) =>
        Get($"shop/carts/{Key(cart)}", ShopJson.Default.Cart, call, cancellationToken);

    /// <summary>Adds a quantity of one SKU to a cart.</summary>
    public Task<ShopAnswer<Cart>> AddToCartAsync(
        string cart, CartLine line, ShopCallOptions? call = null, CancellationToken cancellationToken = default) =>
        Write(HttpMethod.Post, $"shop/carts/{Key(cart)}/items", line, ShopJson.Default.CartLine, ShopJson.Default.Cart, false, call, cancellationToken);

    /// <summary>Removes one SKU from a cart.</summary>
    public Task<ShopAnswer<Cart>> RemoveFromCartAsync(
        string cart, string sku, ShopCallOptions? call = null, CancellationToken cancellationToken = default) =>
        Write<object, Cart>(HttpMethod.Delete, $"shop/carts/{Key(cart)}/items/{Key(sku)}", null, null, ShopJson.Default.Cart, false, call, cancellationToken);

    /// <summary>The stock of one SKU.</summary>
    public Task<ShopAnswer<StockLevel>> GetStockAsync(string sku, ShopCallOptions? call = null, CancellationToken cancellationToken = default) =>
        Get($"shop/stock/{Key(sku)}", ShopJson.Default.StockLevel, call, cancellationToken);

    /// <summary>Sets the quantity on hand.</summary>
    public Task<ShopAnswer<StockLevel>> SetStockAsync(
        string sku, long onHand, ShopCallOptions? call = null, CancellationToken cancellationToken = default) =>
        Write(HttpMethod.Put, $"shop/stock/{Key(sku)}", new StockQuantity(onHand), ShopJson.Default.StockQuantity, ShopJson.Default.StockLevel, true, call, cancellationToken);

    /// <summary>Reserves a quantity; the reservation's id makes it idempotent.</summary>
    public Task<ShopAnswer<ReservationResult>> ReserveAsync(
        string sku, string reservationId, long quantity, ShopCallOptions? call = null, CancellationToken cancellationToken = default) =>
        Write(
            HttpMethod.Post,
            $"shop/stock/{Key(sku)}/reservations",
            new ReservationRequest(reservationId, quantity),
            ShopJson.Default.ReservationRequest,
            ShopJson.Default.ReservationResult,
            true,
            call,
            cancellationToken);

    /// <summary>Gives a reservation back.</summary>
    public Task<ShopAnswer<StockLevel>> ReleaseAsync(
        string sku, string reservationId, ShopCallOptions? call = null, CancellationToken cancellationToken = default) =>
        Write<object, StockLevel>(
            HttpMethod.Delete, $"shop/stock/{Key(sku)}/reservations/{Key(reservationId)}", null, null, ShopJson.Default.StockLevel, true, call, cancellationToken);

    /// <summary>Checks a cart out; the order's id makes it idempotent.</summary>
    public Task<ShopAnswer<Order>> PlaceOrderAsync(
        string orderId, string cart, ShopCallOptions? call = null, CancellationToken cancellationToken = default) =>
        Write(HttpMethod.Post, "shop/orders", new OrderRequest(orderId, cart), ShopJson.Default.OrderRequest, ShopJson.Default.Order, true, call, cancellationToken);

    /// <summary>One order.</summary>
    public Task<ShopAnswer<Order>> GetOrderAsync(string orderId, ShopCallOptions? call = null, CancellationToken cancellationToken = default) =>
        Get($"shop/orders/{Key(orderId)}", ShopJson.Default.Order, call, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _caller.Dispose();

    private static string Key(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);

        // A key of dots alone would be taken for a dot segment and dropped from the path.
        return key is "." or ".." ? key.Replace(".", "%2E", StringComparison.Ordinal) : Uri.EscapeDataString(key);
    }

    private Task<ShopAnswer<T>> Get<T>(string path, JsonTypeInfo<T> type, ShopCallOptions? call, CancellationToken cancellationToken) =>
        _caller.SendAsync<object, T>(new(HttpMethod.Get, path, IsStrong: true), null, null, type, call ?? ShopCallOptions.None, cancellationToken);

    private Task<ShopAnswer<T>> Write<TBody, T>(
        HttpMethod method,
        string path,
        TBody? body,
        JsonTypeInfo<TBody>? bodyType,
        JsonTypeInfo<T> type,
        bool isStrong,
        ShopCallOptions? call,
        CancellationToken cancellationToken) =>
        _caller.SendAsync(new(method, path, isStrong), body, bodyType, type, call ?? ShopCallOptions.None, cancellationToken);
}
