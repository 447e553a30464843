using System.Text.Json;
using ActiveActive.Client.Commands;
using ActiveActive.Client.Shop;
using ActiveActive.Tests.Gateway;
using Shop.Contracts;

namespace ActiveActive.Tests.Client;

/// <summary>The client and the gateway understand each other: every call of the contract, and a load with its check.</summary>
public sealed class ClientAgainstGatewayTests(ShopGateway gateway)
{
    [Theory]
    [InlineData("plain")]
    [InlineData("with/slash and space")]
    [InlineData("%2F?#&+")]
    [InlineData("..")]
    public async Task EveryCall_OfTheContract_IsUnderstood(string shape)
    {
        using var shop = new ShopHttpClient(new ShopHttpClientOptions { Gateways = [new(gateway.Http.BaseAddress!, "a")] });
        var unique = gateway.NewKey("client");
        var (sku, cart, order) = ($"{unique} {shape}", shape == ".." ? ".." : $"cart {unique} {shape}", $"order {unique} {shape}");

        var product = await shop.PutProductAsync(sku, new ProductDetails("Thing", 250));
        Assert.Equal((sku, "a", "home"), (product.Value.Sku, product.Served.Site, product.Served.Reason));
        Assert.Equal("Thing", (await shop.GetProductAsync(sku)).Value.Name);
        Assert.Contains((await shop.ListProductsAsync(1000)).Value.Items, p => p.Sku == sku);
        Assert.Equal(1, (await shop.AddViewAsync(sku)).Value.Views);
        Assert.Equal(1, (await shop.GetViewsAsync(sku)).Value.Views);
        Assert.Equal(10, (await shop.SetStockAsync(sku, 10)).Value.OnHand);
        var held = await shop.ReserveAsync(sku, "r", 4);
        Assert.Equal((true, true, 6L), (held.Created, held.Value.Created, held.Value.Stock.Available));
        Assert.False((await shop.ReserveAsync(sku, "r", 4)).Created);
        Assert.Equal(10, (await shop.ReleaseAsync(sku, "r")).Value.Available);
        await shop.AddToCartAsync(cart, new CartLine(sku, 2));
        Assert.Contains((await shop.GetCartAsync(cart)).Value.Items, l => l.Sku == sku && l.Quantity == 2);
        var placed = await shop.PlaceOrderAsync(order, cart);
        Assert.Equal((true, OrderStatus.Confirmed), (placed.Created, placed.Value.Status));
        Assert.Equal(placed.Value.TotalCents, (await shop.GetOrderAsync(order)).Value.TotalCents);
        Assert.Empty((await shop.RemoveFromCartAsync(cart, sku)).Value.Items);
        Assert.Equal(ErrorSlugs.Conflict, (await Assert.ThrowsAsync<ShopCallException>(() => shop.ReserveAsync(sku, "too-many", 100))).Slug);
        Assert.Equal("b", (await shop.GetProductAsyncOrMissing(sku, "b"))?.Served.Site ?? "b");
    }

    [Fact]
    public async Task Load_AgainstTheGateway_VerifiesEverything()
    {
        var (output, error) = (new StringWriter(), new StringWriter());

        var code = await ClientProgram.RunAsync(
            ["load", "--json", "--gateway", gateway.Http.BaseAddress!.ToString(), "--sites", "a,b", "--rate", "200", "--shoppers", "20", "--duration", "2", "--run-id", gateway.NewKey("load")],
            output, error, _ => null, CancellationToken.None);

        Assert.Equal((0, ""), (code, error.ToString()));
        var summary = JsonDocument.Parse(output.ToString()).RootElement;
        Assert.Equal(0, summary.GetProperty("failed").GetInt64());
        Assert.Equal(0, summary.GetProperty("verification").GetProperty("unchecked").GetInt32());
        Assert.True(summary.GetProperty("verification").GetProperty("checked").GetInt32() > 20);
    }
}

file static class Missing
{
    /// <summary>The product at that site; null when that site does not have it (sites do not share state yet).</summary>
    public static async Task<ShopAnswer<Product>?> GetProductAsyncOrMissing(this ShopHttpClient shop, string sku, string site)
    {
        try
        {
            return await shop.GetProductAsync(sku, new ShopCallOptions { PreferSite = site });
        }
        catch (ShopCallException e) when (e.Slug == ErrorSlugs.NotFound)
        {
            return null;
        }
    }
}
