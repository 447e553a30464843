using Shop.Contracts;

namespace ActiveActive.Tests.Shop;

public sealed class ShopGrainsTests(ShopSilo silo)
{
    [Fact]
    public async Task Product_PutTwice_IsListedOnceWithTheLatestDetails()
    {
        var sku = silo.NewKey("sku");
        var product = silo.Grains.GetGrain<IProductGrain>(sku);

        Assert.Null(await product.Get());
        await product.Put(new ProductDetails("Tea", 250));
        var put = await product.Put(new ProductDetails("Green tea", 300));

        Assert.Equal(new Product(sku, "Green tea", 300, 2), put);
        Assert.Equal(put, await product.Get());
        Assert.Single(await silo.Grains.GetGrain<ICatalogueGrain>(ICatalogueGrain.Key).List(), s => s == sku);
    }

    [Fact]
    public async Task Views_CountedWithARepeatedId_CountOnce()
    {
        var views = silo.Grains.GetGrain<IProductViewsGrain>(silo.NewKey("sku"));
        var operation = OperationId.Parse("view-1");

        Assert.Equal(1, await views.Increment(operation));
        Assert.Equal(1, await views.Increment(operation));
        Assert.Equal(2, await views.Increment());
        await silo.ReactivateAsync(views);
        Assert.Equal(2, await views.Increment(operation));
    }

    [Fact]
    public async Task Cart_OperationRepeatedAfterReactivation_AppliesOnce()
    {
        var cart = silo.Grains.GetGrain<ICartGrain>(silo.NewKey("cart"));
        var operation = OperationId.Parse("add-1");

        await cart.Add(new CartLine("tea", 2), operation);
        await silo.ReactivateAsync(cart);
        var again = await cart.Add(new CartLine("tea", 2), operation);

        Assert.Equal([new CartLine("tea", 2)], again.Items);
        await Assert.ThrowsAsync<ConflictException>(() => cart.Add(new CartLine("tea", 3), operation));
    }

    [Theory]
    [InlineData("", 1, "sku")]
    [InlineData("tea", 0, "quantity")]
    [InlineData("tea", -1, "quantity")]
    [InlineData("tea", ShopLimits.Quantity + 1, "quantity")]
    [InlineData("te\na", 1, "sku")]
    public async Task Cart_LineOutOfRange_IsRefusedNamingTheField(string sku, long quantity, string field)
    {
        var cart = silo.Grains.GetGrain<ICartGrain>(silo.NewKey("cart"));

        var error = await Assert.ThrowsAsync<InvalidRequestException>(() => cart.Add(new CartLine(sku, quantity)));

        Assert.Equal((field, CallOutcome.NotApplied), (error.Field, error.Outcome));
        Assert.Empty((await cart.Get()).Items);
    }

    [Fact]
    public async Task Stock_ReservedReleasedAndReservedLate_KeepsTheBar()
    {
        var stock = silo.Grains.GetGrain<IStockGrain>(silo.NewKey("sku"));
        await Assert.ThrowsAsync<NotFoundException>(() => stock.Reserve("r1", 1));
        Assert.Equal(new ReleaseResult(false, null), await stock.Release("early"));
        await stock.Set(10);

        var first = await stock.Reserve("r1", 4);
        var second = await stock.Reserve("r1", 4);

        Assert.Equal((true, 6L), (first.Created, first.Stock.Available));
        Assert.Equal((false, 6L), (second.Created, second.Stock.Available));
        Assert.Equal("a", first.Stock.Owner);
        await Assert.ThrowsAsync<ConflictException>(() => stock.Reserve("r1", 5));
        await Assert.ThrowsAsync<ConflictException>(() => stock.Reserve("r2", 7));
        await Assert.ThrowsAsync<ConflictException>(() => stock.Reserve("early", 1));
        await Assert.ThrowsAsync<ConflictException>(() => stock.Set(3));
        Assert.True((await stock.Release("r1")).Known);
        await silo.ReactivateAsync(stock);
        await Assert.ThrowsAsync<ConflictException>(() => stock.Reserve("r1", 4));
        Assert.Equal(new StockLevel(10, 0, 10, 3, 0, "a"), await stock.Get());
    }

    [Fact]
    public async Task Change_OfOneGrain_IsOneWrite()
    {
        var stock = silo.Grains.GetGrain<IStockGrain>(silo.NewKey("one-write"));
        await stock.Set(10);
        var before = silo.Storage.WritesOf("stock", stock.GetPrimaryKeyString());

        await stock.Set(11, OperationId.Parse("set-1"));
        Assert.Equal(before + 1, silo.Storage.WritesOf("stock", stock.GetPrimaryKeyString()));
        await stock.Set(11, OperationId.Parse("set-1"));
        await stock.Get();

        Assert.Equal(before + 1, silo.Storage.WritesOf("stock", stock.GetPrimaryKeyString()));
    }
}
