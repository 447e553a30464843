using Shop.Contracts;
using Shop.Grains;

namespace ActiveActive.Tests.Shop;

public sealed class OrderStateTests
{
    private static readonly Cart Observed = new([new CartLine("milk", 1), new CartLine("tea", 2)], 7);
    private static readonly OrderState Placed = new OrderState().Place("c1", Observed, new Dictionary<string, long> { ["tea"] = 250 });

    [Fact]
    public void Order_Placed_FreezesTheCartAndItsPrices()
    {
        Assert.Equal([new OrderLine("milk", 1, 0), new OrderLine("tea", 2, 250)], Placed.Lines);
        Assert.Equal(Observed.Items, Placed.Frozen().Items);
        Assert.Equal(Observed.Version, Placed.Frozen().Version);
        Assert.Equal(500, Placed.ToOrder("o1")!.TotalCents);
    }

    [Fact]
    public void Order_FromStateToState_NeedsOneStepAfterTheOther()
    {
        var refused = Placed.Refuse(["tea: none left."]);

        Assert.Equal(OrderStep.Place, new OrderState().Next);
        Assert.Equal(OrderStep.Reserve, Placed.Next);
        Assert.Equal(OrderStep.Nothing, Placed.Confirm().Next);
        Assert.Equal(OrderStep.Release, refused.Next);
        Assert.Equal(OrderStep.Nothing, refused.Reject().Next);
    }

    [Fact]
    public void Order_BeingRejected_TellsTheReasonOnlyWhenItIsFinal()
    {
        var refused = Placed.Refuse([.. Enumerable.Range(1, 7).Select(i => $"sku-{i}: none left.")]);

        Assert.Equal((OrderStatus.Pending, null), (refused.ToOrder("o1")!.Status, refused.ToOrder("o1")!.Reason));
        Assert.EndsWith("sku-5: none left. And 2 lines more.", refused.Reject().ToOrder("o1")!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Order_OfAnEmptyCart_IsRefused() =>
        Assert.Throws<ConflictException>(() => new OrderState().Place("c1", new Cart([], 1), new Dictionary<string, long>()));

    [Fact]
    public void ReservationId_OfAnOrder_IsItsOwnAndAlwaysTheSame()
    {
        Assert.Equal(OrderState.ReservationId("o1"), OrderState.ReservationId("o1"));
        Assert.NotEqual(OrderState.ReservationId("o1"), OrderState.ReservationId("o2"));
        Assert.True(OrderState.ReservationId(new string('x', 200)).Length <= ShopLimits.KeyBytes);
    }
}
