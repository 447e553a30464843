using Shop.Contracts;

namespace ActiveActive.Tests.Shop;

/// <summary>An order is all or nothing, once, whatever fails on the way.</summary>
public sealed class CheckoutTests(ShopSilo silo)
{
    [Fact]
    public async Task Order_EveryLineToBeHad_IsConfirmedAtThePricesOfThatMoment()
    {
        var world = await CheckoutAsync(("tea", 3, 10), ("milk", 1, 10));
        await silo.Grains.GetGrain<IProductGrain>(world.Sku("tea")).Put(new ProductDetails("Tea", 250));

        var placed = await world.Order.Place(world.CartKey);
        var again = await world.Order.Place(world.CartKey);

        Assert.Equal((true, false), (placed.Created, again.Created));
        Assert.Equal(OrderStatus.Confirmed, placed.Order.Status);
        Assert.Equal([new OrderLine(world.Sku("milk"), 1, 0), new OrderLine(world.Sku("tea"), 3, 250)], placed.Order.Lines);
        Assert.Equal(750, placed.Order.TotalCents);
        Assert.Empty((await world.Cart.Get()).Items);
        Assert.Equal(3, await world.ReservedAsync("tea"));
        await Assert.ThrowsAsync<ConflictException>(() => world.Order.Place("another-cart"));
    }

    [Fact]
    public async Task Order_OneLineNotToBeHad_IsRejectedForGoodAndHoldsNothing()
    {
        var world = await CheckoutAsync(("tea", 3, 10), ("milk", 11, 10));

        await Assert.ThrowsAsync<ConflictException>(() => world.Order.Place(world.CartKey));
        await world.Stock("milk").Set(100);
        var again = await Assert.ThrowsAsync<ConflictException>(() => world.Order.Place(world.CartKey));

        Assert.Contains("11 wanted, 10 available", again.Message, StringComparison.Ordinal);
        Assert.Equal(OrderStatus.Rejected, (await world.Order.Get())!.Status);
        Assert.Equal((0L, 0L), (await world.ReservedAsync("tea"), await world.ReservedAsync("milk")));
        Assert.Equal(2, (await world.Cart.Get()).Items.Count);
    }

    [Fact]
    public async Task Order_OfAnEmptyCart_IsRefusedAndItsIdStaysFree()
    {
        var world = await CheckoutAsync(("tea", 1, 10));
        await world.Cart.Remove(world.Sku("tea"));

        await Assert.ThrowsAsync<ConflictException>(() => world.Order.Place(world.CartKey));
        Assert.Null(await world.Order.Get());
        await world.Cart.Add(new CartLine(world.Sku("tea"), 1));

        Assert.Equal(OrderStatus.Confirmed, (await world.Order.Place(world.CartKey)).Order.Status);
    }

    [Theory]
    [InlineData("order", "order", WriteFault.Lost)]
    [InlineData("order", "order", WriteFault.AppliedUnconfirmed)]
    [InlineData("stock", "tea", WriteFault.Lost)]
    [InlineData("stock", "tea", WriteFault.AppliedUnconfirmed)]
    [InlineData("cart", "cart", WriteFault.Lost)]
    [InlineData("cart", "cart", WriteFault.AppliedUnconfirmed)]
    public async Task Order_AWriteWithoutAnswer_IsUnknownAndARetryCompletesItOnce(string state, string of, WriteFault fault)
    {
        var world = await CheckoutAsync(("tea", 3, 10), ("milk", 2, 10));
        silo.Storage.Arm(state, of switch { "order" => world.OrderKey, "cart" => world.CartKey, _ => world.Sku(of) }, fault);

        var error = await Assert.ThrowsAsync<OutcomeUnknownException>(() => world.Order.Place(world.CartKey));
        var retry = await world.Order.Place(world.CartKey);

        Assert.Equal(CallOutcome.Unknown, error.Outcome);
        Assert.Equal(OrderStatus.Confirmed, retry.Order.Status);
        Assert.Equal((3L, 2L), (await world.ReservedAsync("tea"), await world.ReservedAsync("milk")));
        Assert.Empty((await world.Cart.Get()).Items);
    }

    [Fact]
    public async Task Order_LeftPending_KeepsWhatItFrozeAndTakesNothingAddedSince()
    {
        var world = await CheckoutAsync(("tea", 3, 10));
        silo.Storage.Arm("stock", world.Sku("tea"), WriteFault.NotSent);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => world.Order.Place(world.CartKey));
        await world.Cart.Add(new CartLine(world.Sku("tea"), 2));
        await silo.ReactivateAsync(world.Order);

        var placed = await world.Order.Place(world.CartKey);

        Assert.Equal(3, Assert.Single(placed.Order.Lines).Quantity);
        Assert.Equal([new CartLine(world.Sku("tea"), 2)], (await world.Cart.Get()).Items);
        Assert.Equal(3, await world.ReservedAsync("tea"));
    }

    [Fact]
    public async Task Order_LeftPending_IsCompletedWithoutBeingCalled()
    {
        var world = await CheckoutAsync(("tea", 3, 10));
        silo.Storage.Arm("stock", world.Sku("tea"), WriteFault.NotSent);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => world.Order.Place(world.CartKey));
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(15));

        var order = await world.Order.Get(deadline.Token);
        while (order!.Status == OrderStatus.Pending && !deadline.IsCancellationRequested)
            order = await world.Order.Get(deadline.Token);

        Assert.True(order.Status == OrderStatus.Confirmed, $"resumption: expected confirmed within 15 s, is {order.Status}.");
        Assert.Equal(3, await world.ReservedAsync("tea"));
    }

    [Fact]
    public async Task Orders_OfOneCart_BothObservedTheSame_TakeItOutOnce()
    {
        var world = await CheckoutAsync(("tea", 3, 10));
        var other = silo.Grains.GetGrain<IOrderGrain>(silo.NewKey("order"));
        silo.Storage.Arm("stock", world.Sku("tea"), WriteFault.NotSent);
        await Assert.ThrowsAsync<OutcomeUnknownException>(() => world.Order.Place(world.CartKey));
        await other.Place(world.CartKey);
        await world.Cart.Add(new CartLine(world.Sku("tea"), 1));

        await world.Order.Place(world.CartKey);

        Assert.Equal([new CartLine(world.Sku("tea"), 1)], (await world.Cart.Get()).Items);
        Assert.Equal(6, await world.ReservedAsync("tea"));
    }

    private async Task<Checkout> CheckoutAsync(params (string Sku, long Wanted, long OnHand)[] lines)
    {
        var world = new Checkout(silo, silo.NewKey("cart"), silo.NewKey("order"));
        foreach (var (sku, wanted, onHand) in lines)
        {
            await world.Stock(sku).Set(onHand);
            await world.Cart.Add(new CartLine(world.Sku(sku), wanted));
        }

        return world;
    }

    private sealed record Checkout(ShopSilo Silo, string CartKey, string OrderKey)
    {
        public ICartGrain Cart => Silo.Grains.GetGrain<ICartGrain>(CartKey);

        public IOrderGrain Order => Silo.Grains.GetGrain<IOrderGrain>(OrderKey);

        public string Sku(string name) => $"{name}-{CartKey}";

        public IStockGrain Stock(string name) => Silo.Grains.GetGrain<IStockGrain>(Sku(name));

        public async Task<long> ReservedAsync(string name) => (await Stock(name).Get())!.Reserved;
    }
}
