using System.Net;

namespace ActiveActive.Tests.Gateway;

/// <summary>Every call of the shop as the HTTP contract describes it.</summary>
public sealed class ShopContractTests(ShopGateway gateway)
{
    [Fact]
    public async Task Product_PutAndGet_ShowsNamePriceAndVersion()
    {
        var sku = gateway.NewKey("product");

        var put = await Send("PUT", $"/shop/products/{sku}", """{"name":"Lamp","priceCents":1999}""");
        var got = await Send("GET", $"/shop/products/{sku}");
        var again = await Send("PUT", $"/shop/products/{sku}", """{"name":"Lamp","priceCents":0}""");

        Assert.Equal(200, put.Status);
        Assert.Equal($$"""{"sku":"{{sku}}","name":"Lamp","priceCents":1999,"version":1}""", got.Body.GetRawText());
        Assert.Equal("2", again.Text("version"));
        Assert.Equal("0", again.Text("priceCents"));
    }

    [Fact]
    public async Task Products_Listed_InOrderAndInPages()
    {
        var skus = Enumerable.Range(0, 5).Select(i => $"{gateway.NewKey("listed")}-{i}").Order(StringComparer.Ordinal).ToArray();
        foreach (var sku in skus) await Send("PUT", $"/shop/products/{sku}", """{"name":"n","priceCents":1}""");

        var all = await Send("GET", "/shop/products");
        var seen = new List<string>();
        string? after = null;
        do
        {
            var page = await Send("GET", $"/shop/products?limit=2{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}");
            Assert.InRange(page.Body.GetProperty("items").GetArrayLength(), 1, 2);
            seen.AddRange(page.Body.GetProperty("items").EnumerateArray().Select(p => p.GetProperty("sku").GetString()!));
            after = page.Body.GetProperty("next").GetString();
        }
        while (after is not null);

        Assert.Equal(200, all.Status);
        Assert.Equal(seen.Order(StringComparer.Ordinal), seen);
        Assert.Equal(skus, seen.Intersect(skus));
        Assert.Subset(seen.ToHashSet(), all.Body.GetProperty("items").EnumerateArray().Select(p => p.GetProperty("sku").GetString()!).ToHashSet());
    }

    [Fact]
    public async Task Views_Counted_AndZeroBefore()
    {
        var path = $"/shop/products/{gateway.NewKey("viewed")}/views";

        Assert.Equal("0", (await Send("GET", path)).Text("views"));
        Assert.Equal("1", (await Send("POST", path)).Text("views"));
        Assert.Equal("2", (await Send("POST", path)).Text("views"));
        Assert.Equal("2", (await Send("GET", path)).Text("views"));
    }

    [Fact]
    public async Task Cart_AddAndRemove_AnswersTheCart()
    {
        var cart = $"/shop/carts/{gateway.NewKey("cart")}";

        Assert.Equal("""{"items":[],"version":0}""", (await Send("GET", cart)).Body.GetRawText());
        await Send("POST", $"{cart}/items", """{"sku":"b","quantity":1}""");
        await Send("POST", $"{cart}/items", """{"sku":"a","quantity":2}""");
        var added = await Send("POST", $"{cart}/items", """{"sku":"b","quantity":4}""");
        Assert.Equal("""{"items":[{"sku":"a","quantity":2},{"sku":"b","quantity":5}],"version":3}""", added.Body.GetRawText());
        var removed = await Send("DELETE", $"{cart}/items/b");
        Assert.Equal(200, removed.Status);
        Assert.Equal("""{"items":[{"sku":"a","quantity":2}],"version":4}""", removed.Body.GetRawText());
        Assert.Equal(removed.Body.GetRawText(), (await Send("DELETE", $"{cart}/items/never-there")).Body.GetRawText());
    }

    [Fact]
    public async Task Stock_ReserveAndRelease_FollowsTheContract()
    {
        var stock = $"/shop/stock/{gateway.NewKey("stock")}";

        Assert.Equal(404, (await Send("GET", stock)).Status);
        Assert.Equal(404, (await Send("POST", $"{stock}/reservations", """{"reservationId":"r0","quantity":1}""")).Status);
        Assert.Equal(404, (await Send("DELETE", $"{stock}/reservations/r0")).Status);
        Assert.Equal("10", (await Send("PUT", stock, """{"onHand":10}""")).Text("onHand"));

        var first = await Send("POST", $"{stock}/reservations", """{"reservationId":"r1","quantity":4}""");
        var repeat = await Send("POST", $"{stock}/reservations", """{"reservationId":"r1","quantity":4}""");
        Assert.Equal((201, 200), (first.Status, repeat.Status));
        Assert.Equal($"{stock}/reservations/r1", first.Header("Location"));
        Assert.Equal("4", first.Body.GetProperty("stock").GetProperty("reserved").ToString());

        var level = await Send("GET", stock);
        Assert.Equal(["onHand", "reserved", "available", "version", "epoch", "owner"], level.Body.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("10", "4", "6", "a"), (level.Text("onHand"), level.Text("reserved"), level.Text("available"), level.Text("owner")));

        Problem(await Send("POST", $"{stock}/reservations", """{"reservationId":"r2","quantity":7}"""), 409, "conflict");
        Problem(await Send("POST", $"{stock}/reservations", """{"reservationId":"r1","quantity":5}"""), 409, "conflict");
        Problem(await Send("PUT", stock, """{"onHand":3}"""), 409, "conflict");
        var released = await Send("DELETE", $"{stock}/reservations/r1");
        Assert.Equal((200, "10"), (released.Status, released.Text("available")));
        Assert.Equal(200, (await Send("DELETE", $"{stock}/reservations/r1")).Status);
        Problem(await Send("DELETE", $"{stock}/reservations/never"), 404, "not-found");
    }

    [Fact]
    public async Task Order_Placed_IsIdempotentAndEmptiesTheCart()
    {
        var (sku, cart, order) = (gateway.NewKey("sold"), gateway.NewKey("cart"), gateway.NewKey("order"));
        await Send("PUT", $"/shop/products/{sku}", """{"name":"Lamp","priceCents":250}""");
        await Send("PUT", $"/shop/stock/{sku}", """{"onHand":5}""");
        await Send("POST", $"/shop/carts/{cart}/items", $$"""{"sku":"{{sku}}","quantity":2}""");
        var body = $$"""{"orderId":"{{order}}","cart":"{{cart}}"}""";

        Problem(await Send("GET", $"/shop/orders/{order}"), 404, "not-found");
        var placed = await Send("POST", "/shop/orders", body);
        var repeat = await Send("POST", "/shop/orders", body);

        Assert.Equal((201, 200), (placed.Status, repeat.Status));
        Assert.Equal($"/shop/orders/{order}", placed.Header("Location"));
        Assert.Equal($"/shop/orders/{order}", repeat.Header("Location"));
        Assert.Equal(("confirmed", "500"), (placed.Text("status"), placed.Text("totalCents")));
        Assert.Equal(placed.Body.GetRawText(), (await Send("GET", $"/shop/orders/{order}")).Body.GetRawText());
        Assert.Equal(0, (await Send("GET", $"/shop/carts/{cart}")).Body.GetProperty("items").GetArrayLength());
        Assert.Equal("3", (await Send("GET", $"/shop/stock/{sku}")).Text("available"));
        Problem(await Send("POST", "/shop/orders", $$"""{"orderId":"{{order}}","cart":"another"}"""), 409, "conflict");
        Problem(await Send("POST", "/shop/orders", $$"""{"orderId":"{{order}}-2","cart":"{{cart}}"}"""), 409, "conflict");
    }

    [Fact]
    public async Task NotEnoughStock_OrderIsRejectedWhole()
    {
        var (sku, cart, order) = (gateway.NewKey("scarce"), gateway.NewKey("cart"), gateway.NewKey("order"));
        await Send("PUT", $"/shop/stock/{sku}", """{"onHand":1}""");
        await Send("POST", $"/shop/carts/{cart}/items", $$"""{"sku":"{{sku}}","quantity":2}""");

        Problem(await Send("POST", "/shop/orders", $$"""{"orderId":"{{order}}","cart":"{{cart}}"}"""), 409, "conflict");

        Assert.Equal("rejected", (await Send("GET", $"/shop/orders/{order}")).Text("status"));
        Assert.Equal("1", (await Send("GET", $"/shop/stock/{sku}")).Text("available"));
    }

    [Fact]
    public async Task IdempotencyKey_SameBodyOnce_OtherBodyConflicts()
    {
        var cart = $"/shop/carts/{gateway.NewKey("cart")}/items";

        await Send("POST", cart, """{"sku":"x","quantity":1}""", "Idempotency-Key: one");
        var repeat = await Send("POST", cart, """{"sku":"x","quantity":1}""", "Idempotency-Key: one");

        Assert.Equal("1", repeat.Body.GetProperty("items")[0].GetProperty("quantity").ToString());
        Problem(await Send("POST", cart, """{"sku":"x","quantity":2}""", "Idempotency-Key: one"), 409, "conflict");
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a/b")]
    [InlineData("a%2Fb")]
    [InlineData("..")]
    [InlineData("ü€😀")]
    [InlineData("?&=#+;:@")]
    public async Task Key_OfAnyLegalText_IsThatKeyAndNoOther(string key)
    {
        var sku = gateway.NewKey("odd") + key;
        var put = await Send("PUT", $"/shop/stock/{Uri.EscapeDataString(sku)}", """{"onHand":7}""");
        var reserved = await Send("POST", $"/shop/stock/{Uri.EscapeDataString(sku)}/reservations", $$"""{"reservationId":{{System.Text.Json.JsonSerializer.Serialize(sku)}},"quantity":1}""");

        Assert.Equal((200, 201), (put.Status, reserved.Status));
        Assert.Equal(200, (await Send("DELETE", reserved.Header("Location")!)).Status);
        Assert.Equal(3, gateway.Sites[0].Storage.WritesOf("stock", sku));
    }

    private Task<Answer> Send(string method, string path, string? json = null, params string[] headers) =>
        Answer.SendAsync(gateway.Http, method, path, json, headers);

    private static void Problem(Answer answer, int status, string type)
    {
        Assert.True(answer.Status == status, $"expected {status} {type}, actual {answer}");
        Assert.Equal(("application/problem+json", type, $"{status}"), (answer.MediaType, answer.Text("type"), answer.Text("status")));
    }
}
