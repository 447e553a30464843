using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shop.Contracts;

namespace ActiveActive.Tests.Client;

/// <summary>A gateway of the HTTP contract in this process, on a port of its own, over state kept in memory, whose answers a test can spoil.</summary>
internal sealed class StubShop : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StubShop(WebApplication app) => _app = app;

    /// <summary>State of one site; two gateways may share it.</summary>
    internal sealed class State
    {
        public ConcurrentDictionary<string, Product> Products { get; } = new();

        public ConcurrentDictionary<string, long> Views { get; } = new();

        public ConcurrentDictionary<string, SortedDictionary<string, long>> Carts { get; } = new();

        public ConcurrentDictionary<string, (long OnHand, long Reserved, long Version)> Stock { get; } = new();

        public ConcurrentDictionary<string, Order> Orders { get; } = new();

        public ConcurrentDictionary<string, byte> Applied { get; } = new();

        /// <summary>Forgets this share of the acknowledged views: for checking the checkers.</summary>
        public bool LosesViews { get; set; }
    }

    public sealed record Seen(string Method, string Path, string? Key, string? Prefer, string? Session);

    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single() + "/");

    public ConcurrentQueue<Seen> Requests { get; } = new();

    /// <summary>Takes a request instead of the shop when it returns true; before the shop has seen it.</summary>
    public Func<HttpContext, int, Task<bool>> Before { get; set; } = (_, _) => Task.FromResult(false);

    /// <summary>Spoils the answer after the shop has applied the call.</summary>
    public Func<HttpContext, int, bool> LoseAnswer { get; set; } = (_, _) => false;

    public static async Task<StubShop> StartAsync(string site = "a", State? state = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var stub = new StubShop(app);
        var count = 0;
        app.Use(async (http, next) =>
        {
            var number = Interlocked.Increment(ref count);
            stub.Requests.Enqueue(new(http.Request.Method, http.Request.Path + http.Request.QueryString, http.Request.Headers["Idempotency-Key"], http.Request.Headers["Prefer-Site"], http.Request.Headers["Session"]));
            http.Response.Headers["Site"] = site;
            http.Response.Headers["Site-Reason"] = "home";
            http.Response.Headers["Session"] = $"session-{number}";
            if (await stub.Before(http, number)) return;
            if (!stub.LoseAnswer(http, number))
            {
                await next(http);
                return;
            }

            var body = http.Response.Body;
            http.Response.Body = Stream.Null;
            await next(http);
            http.Response.Body = body;
            http.Abort();
        });
        Map(app, state ?? new State());
        await app.StartAsync();
        return stub;
    }

    public static async Task ProblemAsync(HttpContext http, int status, string type, string outcome, int? retryAfter = null)
    {
        http.Response.StatusCode = status;
        if (retryAfter is { } seconds) http.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await http.Response.WriteAsJsonAsync(new { type, title = type, status, detail = $"stub says {type}", outcome }, (JsonSerializerOptions?)null, "application/problem+json");
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static void Map(WebApplication app, State state)
    {
        bool First(HttpContext http) => http.Request.Headers["Idempotency-Key"] is { Count: 1 } key && state.Applied.TryAdd($"{http.Request.Path}|{key}", 0);
        Cart CartOf(string cart)
        {
            var lines = state.Carts.GetOrAdd(cart, _ => []);
            lock (lines) return new Cart([.. lines.Select(l => new CartLine(l.Key, l.Value))], lines.Count);
        }

        StockLevel Level(string sku)
        {
            var (onHand, reserved, version) = state.Stock[sku];
            return new StockLevel(onHand, reserved, onHand - reserved, version, 0, "a");
        }

        IResult NotFound() => Results.Problem(type: "not-found", statusCode: 404, detail: "no such thing");

        app.MapGet("/shop/products", () => new { items = state.Products.Values.OrderBy(p => p.Sku, StringComparer.Ordinal), next = (string?)null });
        app.MapGet("/shop/products/{sku}", (string sku) => state.Products.TryGetValue(sku, out var p) ? Results.Ok(p) : NotFound());
        app.MapPut("/shop/products/{sku}", (string sku, ProductDetails d) => state.Products[sku] = new Product(sku, d.Name, d.PriceCents, 1));
        app.MapGet("/shop/products/{sku}/views", (string sku) => new { sku, views = state.Views.GetValueOrDefault(sku) });
        app.MapPost("/shop/products/{sku}/views", (string sku, HttpContext http) =>
        {
            if (First(http) && !(state.LosesViews && state.Views.GetValueOrDefault(sku) >= 1)) state.Views.AddOrUpdate(sku, 1, (_, n) => n + 1);
            return new { sku, views = state.Views.GetValueOrDefault(sku) };
        });
        app.MapGet("/shop/carts/{cart}", (string cart) => CartOf(cart));
        app.MapPost("/shop/carts/{cart}/items", (string cart, CartLine line, HttpContext http) =>
        {
            var lines = state.Carts.GetOrAdd(cart, _ => []);
            lock (lines)
                if (First(http)) lines[line.Sku] = lines.GetValueOrDefault(line.Sku) + line.Quantity;
            return CartOf(cart);
        });
        app.MapDelete("/shop/carts/{cart}/items/{sku}", (string cart, string sku) =>
        {
            var lines = state.Carts.GetOrAdd(cart, _ => []);
            lock (lines) lines.Remove(sku);
            return CartOf(cart);
        });
        app.MapGet("/shop/stock/{sku}", (string sku) => state.Stock.ContainsKey(sku) ? Results.Ok(Level(sku)) : NotFound());
        app.MapPut("/shop/stock/{sku}", (string sku, JsonElement body) =>
        {
            state.Stock[sku] = (body.GetProperty("onHand").GetInt64(), 0, 1);
            return Level(sku);
        });
        app.MapPost("/shop/stock/{sku}/reservations", (string sku, JsonElement body) =>
        {
            var quantity = body.GetProperty("quantity").GetInt64();
            if (!state.Stock.TryGetValue(sku, out var stock)) return NotFound();
            if (stock.OnHand - stock.Reserved < quantity) return Results.Problem(type: "conflict", statusCode: 409, detail: "not enough available");
            state.Stock[sku] = stock with { Reserved = stock.Reserved + quantity, Version = stock.Version + 1 };
            return Results.Created((string?)null, new ReservationResult(body.GetProperty("reservationId").GetString()!, quantity, true, Level(sku)));
        });
        app.MapPost("/shop/orders", (JsonElement body) =>
        {
            var (id, cart) = (body.GetProperty("orderId").GetString()!, body.GetProperty("cart").GetString()!);
            lock (state)
            {
                if (state.Orders.TryGetValue(id, out var before)) return Results.Ok(before);
                var lines = CartOf(cart).Items.Select(l => new OrderLine(l.Sku, l.Quantity, 100)).ToArray();
                if (lines.Length == 0) return Results.Problem(type: "conflict", statusCode: 409, detail: "the cart is empty");
                foreach (var line in lines) state.Stock.AddOrUpdate(line.Sku, (0, line.Quantity, 1), (_, s) => (s.OnHand, s.Reserved + line.Quantity, s.Version + 1));
                state.Carts[cart] = [];
                var order = state.Orders[id] = new Order(id, cart, OrderStatus.Confirmed, lines, lines.Sum(l => l.Quantity * l.UnitPriceCents), null);
                return Results.Created((string?)null, order);
            }
        });
        app.MapGet("/shop/orders/{id}", (string id) => state.Orders.TryGetValue(id, out var order) ? Results.Ok(order) : NotFound());
    }
}
