using System.Text.Json.Nodes;
using ActiveActive.LocalWorld.Demo.Calls;

namespace ActiveActive.LocalWorld.Demo.Steps;

/// <summary>Shops in every site: a product, stock, a cart, an order; all of it read back.</summary>
internal sealed class ShopStep : IDemoStep
{
    private const long OnHand = 10;
    private const long Quantity = 3;
    private const long PriceCents = 1250;

    /// <inheritdoc/>
    public string Title => "Shop in both sites";

    /// <inheritdoc/>
    public string Expectation => "Each gateway serves its own site (Site-Reason: home). State is per site for now: what is bought in one is not in the other.";

    /// <inheritdoc/>
    public IReadOnlyList<string> ByHand => ["-- shop --help"];

    /// <inheritdoc/>
    public bool AllowsRetries => false;

    /// <inheritdoc/>
    public string? LostSite => null;

    /// <inheritdoc/>
    public async Task ActAsync(StepContext step, CancellationToken cancellationToken)
    {
        var began = step.Tour.Time.GetTimestamp();
        foreach (var (site, caller) in step.Tour.Callers) step.Tour.Purchases[site] = await BuyAsync($"{step.Tour.Id}-{site}", site, caller, cancellationToken);
        step.Measure("ordersConfirmed", step.Tour.Purchases.Count);
        await step.Load.CalmAsync(TourContext.Calm, began, TourContext.RecoverWithin, cancellationToken);
    }

    /// <summary>Looks whether everything that was bought in a site is as it was left.</summary>
    public static async Task VerifyAsync(string site, Purchase purchase, ShopCaller caller, CancellationToken cancellationToken)
    {
        var product = await ExpectAsync(caller, ShopCall.Get($"/shop/products/{purchase.Sku}", site), site, cancellationToken);
        StepContext.Require((long?)product["priceCents"] == purchase.PriceCents, $"product {purchase.Sku} costs {product["priceCents"]}, not {purchase.PriceCents}");
        var order = await ExpectAsync(caller, ShopCall.Get($"/shop/orders/{purchase.OrderId}", site), site, cancellationToken);
        StepContext.Require(
            (string?)order["status"] == "confirmed" && (long?)order["totalCents"] == purchase.PriceCents * purchase.Quantity,
            $"order {purchase.OrderId} is {order.ToJsonString()}");
        var stock = await ExpectAsync(caller, ShopCall.Get($"/shop/stock/{purchase.Sku}", site), site, cancellationToken);
        StepContext.Require(
            (long?)stock["available"] == purchase.OnHand - purchase.Quantity,
            $"{stock["available"]} of {purchase.Sku} are available, not {purchase.OnHand - purchase.Quantity}");
    }

    private static async Task<Purchase> BuyAsync(string visit, string site, ShopCaller caller, CancellationToken cancellationToken)
    {
        var purchase = new Purchase($"tea-{visit}", PriceCents, OnHand, Quantity, $"order-{visit}");
        var cart = $"visitor-{visit}";
        await ExpectAsync(caller, Put($"/shop/products/{purchase.Sku}", new() { ["name"] = "Green tea", ["priceCents"] = PriceCents }, "product"), site, cancellationToken);
        await ExpectAsync(caller, Put($"/shop/stock/{purchase.Sku}", new() { ["onHand"] = OnHand }, "stock"), site, cancellationToken);
        var add = new JsonObject { ["sku"] = purchase.Sku, ["quantity"] = Quantity };
        await ExpectAsync(caller, ShopCall.Write(HttpMethod.Post, $"/shop/carts/{cart}/items", add, $"cart-{visit}"), site, cancellationToken);
        var checkout = new JsonObject { ["orderId"] = purchase.OrderId, ["cart"] = cart };
        await ExpectAsync(caller, ShopCall.Write(HttpMethod.Post, "/shop/orders", checkout, purchase.OrderId), site, cancellationToken);

        await VerifyAsync(site, purchase, caller, cancellationToken);
        var left = await ExpectAsync(caller, ShopCall.Get($"/shop/carts/{cart}"), site, cancellationToken);
        StepContext.Require(left["items"]!.AsArray().Count == 0, $"cart {cart} is not empty after the order: {left.ToJsonString()}");
        return purchase;

        ShopCall Put(string path, JsonObject body, string key) => ShopCall.Write(HttpMethod.Put, path, body, $"{key}-{visit}");
    }

    private static async Task<JsonNode> ExpectAsync(ShopCaller caller, ShopCall call, string site, CancellationToken cancellationToken)
    {
        var answer = await caller.SendAsync(call, cancellationToken);
        StepContext.Require(
            answer.IsSuccess && answer.Site == site,
            $"{call.Method} {call.Path} answers {answer.Status} from site '{answer.Site}' ({answer.Reason}), not from site {site}: {answer.Body?.ToJsonString() ?? answer.LastTrouble}");
        return answer.Body!;
    }
}
