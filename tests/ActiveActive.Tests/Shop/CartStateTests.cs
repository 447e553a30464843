using CsCheck;
using Shop.Contracts;
using Shop.Grains;

namespace ActiveActive.Tests.Shop;

public sealed class CartStateTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A cart is compared with a plain list of its additions, over random histories in which orders observe and empty it late.</summary>
    [Fact]
    public void Cart_AnyHistory_HoldsWhatWasAddedAndNeitherRemovedNorOrdered()
    {
        var sku = Gen.Int[0, 2].Select(i => $"sku-{i}");
        var step = Gen.OneOf(
            Gen.Select(sku, Gen.Long[1, 5], (s, q) => new Step("add", s, q)),
            sku.Select(s => new Step("remove", s, 0)),
            Gen.Const(new Step("observe", "", 0)),
            Gen.Int[0, 3].Select(i => new Step("order", "", i)));
        step.Array[0, 40].Sample(steps =>
        {
            var cart = new CartState();
            var model = new List<(string Sku, long Quantity, int Time)>();
            var observed = new List<(Cart Cart, int Time)>();
            for (var time = 1; time <= steps.Length; time++)
            {
                var (kind, name, number) = steps[time - 1];
                var before = cart;
                switch (kind)
                {
                    case "add":
                        cart = cart.Add(new CartLine(name, number), default, Noon);
                        model.Add((name, number, time));
                        break;
                    case "remove":
                        cart = cart.Remove(name, default, Noon);
                        model.RemoveAll(a => a.Sku == name);
                        break;
                    case "observe":
                        observed.Add((cart.ToCart(), time));
                        break;
                    case "order" when number < observed.Count:
                        var order = observed[(int)number];
                        cart = cart.RemoveObserved(order.Cart);
                        // What was added before the observation and still there then is in it; all of that goes, and nothing else.
                        model.RemoveAll(a => a.Time < order.Time);
                        Assert.Same(cart, cart.RemoveObserved(order.Cart));
                        break;
                }

                Assert.Equal(!ReferenceEquals(before, cart), cart.Version > before.Version);
            }

            var expected = model.GroupBy(a => a.Sku, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new CartLine(g.Key, g.Sum(a => a.Quantity)));
            Assert.Equal(expected, cart.ToCart().Items);
        });
    }

    [Fact]
    public void Cart_EveryOperationRepeatedAtOnce_IsTheSame() => Gen.Select(Gen.Int[0, 1], Gen.Long[1, 9]).Array[1, 20].Sample(steps =>
    {
        var (once, twice) = (new CartState(), new CartState());
        foreach (var ((kind, quantity), i) in steps.Select((s, i) => (s, i)))
        {
            var id = OperationId.Parse($"op-{i}");
            CartState Apply(CartState c) => kind == 0 ? c.Add(new CartLine("tea", quantity), id, Noon) : c.Remove("tea", id, Noon);
            once = Apply(once);
            twice = Apply(Apply(twice));
        }

        Assert.Equal(once.ToCart().Items, twice.ToCart().Items);
        Assert.Equal(once.Version, twice.Version);
    });

    [Fact]
    public void Cart_RemovalRepeatedAfterANewAddition_TakesNothing()
    {
        var removal = OperationId.Parse("remove-1");
        var cart = new CartState().Remove("tea", removal, Noon).Add(new CartLine("tea", 1), default, Noon);

        Assert.Same(cart, cart.Remove("tea", removal, Noon));
    }

    [Fact]
    public void Cart_ManyAdditionsToALine_StaysBoundedAndKeepsTheSum()
    {
        var cart = Enumerable.Range(0, 100).Aggregate(new CartState(), (c, _) => c.Add(new CartLine("tea", 2), default, Noon));

        Assert.Equal(CartState.AdditionsPerLine, cart.Lines["tea"].Count);
        Assert.Equal([new CartLine("tea", 200)], cart.ToCart().Items);
    }

    [Fact]
    public void Cart_BeyondItsLimits_RefusesAndChangesNothing()
    {
        var full = Enumerable.Range(0, ShopLimits.CartLines).Aggregate(new CartState(), (c, i) => c.Add(new CartLine($"sku-{i}", 1), default, Noon));

        Assert.Throws<ConflictException>(() => full.Add(new CartLine("one-more", 1), default, Noon));
        Assert.Throws<ConflictException>(() => full.Add(new CartLine("sku-0", ShopLimits.Quantity), default, Noon));
        Assert.Equal(2, full.Add(new CartLine("sku-0", 1), default, Noon).ToCart().Items.Single(i => i.Sku == "sku-0").Quantity);
    }

    private sealed record Step(string Kind, string Sku, long Number);
}
