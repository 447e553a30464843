using CsCheck;
using Shop.Contracts;
using Shop.Grains;

namespace ActiveActive.Tests.Shop;

public sealed class StockStateTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly SiteId Owner = SiteId.Parse("a");

    /// <summary>Every history, repeats and late arrivals included, against a plain model; nothing is ever oversold.</summary>
    [Fact]
    public void Stock_AnyHistory_NeverOversellsAndAnswersAsTheModel()
    {
        var step = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 5], Gen.Long[1, 6]);
        step.Array[0, 60].Sample(steps =>
        {
            var stock = new StockState();
            var model = new Model();
            foreach (var (kind, number, quantity) in steps)
            {
                var id = $"r{number}";
                var before = stock;
                var (expected, actual) = kind switch
                {
                    0 => (model.Set(quantity * 2), Try(() => stock = stock.Set(quantity * 2, default, Noon))),
                    1 => (model.Release(id), Try(() => stock = stock.Release(id, Noon).State)),
                    _ => (model.Reserve(id, quantity), Try(() => stock = stock.Reserve(id, quantity))),
                };

                Assert.Equal(expected, actual);
                if (expected != "ok") Assert.Same(before, stock);
                Assert.Equal((model.OnHand, model.Reserved), (stock.OnHand, stock.Reserved));
                Assert.Equal(stock.Reservations.Values.Sum(), stock.Reserved);
                Assert.True(stock.Reserved <= (stock.OnHand ?? 0), $"oversold: {stock.Reserved} of {stock.OnHand}");
                var changed = before.ToLevel(Owner) is var a && stock.ToLevel(Owner) is var b && (a?.OnHand, a?.Reserved) != (b?.OnHand, b?.Reserved);
                Assert.Equal(before.Version + (changed ? 1 : 0), stock.Version);
            }
        });
    }

    [Fact]
    public void Stock_SetTwiceUnderOneId_SetsOnce()
    {
        var id = OperationId.Parse("set-1");
        var stock = new StockState().Set(10, id, Noon).Set(20, default, Noon);

        Assert.Same(stock, stock.Set(10, id, Noon));
        Assert.Throws<ConflictException>(() => stock.Set(11, id, Noon));
    }

    [Fact]
    public void Release_ADayLater_IsForgottenAndNotBefore()
    {
        var stock = new StockState().Set(10, default, Noon).Release("r", Noon).State;

        Assert.Throws<ConflictException>(() => stock.Release("x", Noon + StockState.ReleaseRetention).State.Reserve("r", 1));
        Assert.Equal(1, stock.Release("x", Noon + StockState.ReleaseRetention + TimeSpan.FromTicks(1)).State.Reserve("r", 1).Reserved);
    }

    [Fact]
    public void Releases_BeyondTheBound_ForgetTheOldest()
    {
        var stock = Enumerable.Range(0, StockState.ReleasesRemembered + 1)
            .Aggregate(new StockState().Set(10, default, Noon), (s, i) => s.Release($"r{i}", Noon.AddMilliseconds(i)).State);

        Assert.Equal(StockState.ReleasesRemembered, stock.Released.Count);
        Assert.Equal(1, stock.Reserve("r0", 1).Reserved);
        Assert.Throws<ConflictException>(() => stock.Reserve("r1", 1));
    }

    private static string Try(Action change)
    {
        try
        {
            change();
            return "ok";
        }
        catch (ActiveActiveException error)
        {
            Assert.Equal(CallOutcome.NotApplied, error.Outcome);
            return error.Slug;
        }
    }

    private sealed class Model
    {
        private readonly Dictionary<string, long> _held = [];
        private readonly HashSet<string> _released = [];

        public long? OnHand { get; private set; }

        public long Reserved => _held.Values.Sum();

        public string Set(long onHand)
        {
            if (onHand < Reserved) return ErrorSlugs.Conflict;
            OnHand = onHand;
            return "ok";
        }

        public string Reserve(string id, long quantity)
        {
            if (_held.TryGetValue(id, out var held)) return held == quantity ? "ok" : ErrorSlugs.Conflict;
            if (_released.Contains(id)) return ErrorSlugs.Conflict;
            if (OnHand is null) return ErrorSlugs.NotFound;
            if (Reserved + quantity > OnHand) return ErrorSlugs.Conflict;
            _held[id] = quantity;
            return "ok";
        }

        public string Release(string id)
        {
            _held.Remove(id);
            _released.Add(id);
            return "ok";
        }
    }
}
