using System.Text;
using ActiveActive.Silo;
using CsCheck;
using Shop.Contracts;
using Shop.Grains;

namespace ActiveActive.Tests.Silo;

public sealed class StateSerializerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly StateSerializer _serializer = new(64 * 1024);

    /// <summary>
    /// Bytes as the first release stored them, header included. They stay readable for good. To capture a state that is new here, run the test
    /// with an empty text: it prints what is written today.
    /// </summary>
    public static TheoryData<string, object, string> Captured => new()
    {
        {
            "cart",
            new CartState().Add(new CartLine("tea", 2), OperationId.Parse("op-1"), Noon),
            "\u0001\u0000\u0001" + """{"version":1,"lines":{"tea":[{"version":1,"quantity":2}]},"operations":"caDvcZXfSGVD9j8Msd/4PraczRDYZcwtaVZhwA=="}"""
        },
        {
            "product",
            new ProductState().Put(new ProductDetails("Tea", 250), default, Noon),
            "\u0001\u0000\u0001" + """{"version":1,"name":"Tea","priceCents":250,"operations":""}"""
        },
        {
            "views",
            new ProductViewsState().Increment(default, Noon),
            "\u0001\u0000\u0001" + """{"count":1,"operations":""}"""
        },
        {
            "catalogue",
            new CatalogueState().Add("tea"),
            "\u0001\u0000\u0001" + """{"skus":["tea"]}"""
        },
        {
            "stock",
            new StockState().Set(10, default, Noon).Reserve("r1", 4).Release("r2", Noon).State,
            "\u0001\u0000\u0001" + """{"onHand":10,"version":2,"reserved":4,"reservations":{"r1":4},"released":{"r2":{"at":"2026-01-01T12:00:00+00:00","wasHeld":false}},"operations":""}"""
        },
        {
            "order",
            new OrderState().Place("c1", new Cart([new CartLine("tea", 2)], 3), new Dictionary<string, long> { ["tea"] = 250 }).Refuse(["tea: none left."]).Reject(),
            "\u0001\u0000\u0001" + """{"cart":"c1","status":"rejected","cartVersion":3,"lines":[{"sku":"tea","quantity":2,"unitPriceCents":250}],"reason":"tea: none left."}"""
        },
    };

    [Theory]
    [MemberData(nameof(Captured))]
    public void State_CapturedBytes_AreReadAndWrittenTheSame(string name, object state, string captured)
    {
        var written = (BinaryData)typeof(StateSerializer).GetMethod(nameof(StateSerializer.Serialize))!.MakeGenericMethod(state.GetType()).Invoke(_serializer, [state])!;
        Assert.True(captured == written.ToString(), $"{name}: written today as {written}, captured as {captured}");

        var read = typeof(StateSerializer).GetMethod(nameof(StateSerializer.Deserialize))!.MakeGenericMethod(state.GetType())
            .Invoke(_serializer, [new BinaryData(Encoding.UTF8.GetBytes(captured))]);
        var again = typeof(StateSerializer).GetMethod(nameof(StateSerializer.Serialize))!.MakeGenericMethod(state.GetType()).Invoke(_serializer, [read])!;
        Assert.Equal(captured, again.ToString());
    }

    [Fact]
    public void State_OfAnyKind_IsStoredWithoutTypeNames()
    {
        foreach (var row in Captured)
        {
            var text = row.Data.Item3;
            Assert.DoesNotContain("Shop", text, StringComparison.Ordinal);
            Assert.DoesNotContain("System", text, StringComparison.Ordinal);
            Assert.DoesNotContain("$type", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", "fewer than the header")]
    [InlineData("\u0001\u0000", "fewer than the header")]
    [InlineData("\u0002\u0000\u0001{}", "format 2 is unknown")]
    [InlineData("\u0001\u0000\u0000{}", "schema 0")]
    [InlineData("\u0001\u0000\u0002{}", "schema 2 is newer")]
    [InlineData("\u0001\u0000\u0001{", "not a state")]
    [InlineData("\u0001\u0000\u0001{\"version\":\"x\"}", "not a state")]
    [InlineData("\u0001\u0000\u0001{\"lines\":null}", "not a state")]
    [InlineData("\u0001\u0000\u0001{\"operations\":\"AAAA\"}", "not a state")]
    public void Bytes_ThatAreNoStateOfThisVersion_AreRefusedByName(string bytes, string reason)
    {
        var error = Assert.Throws<StoredStateException>(() => _serializer.Deserialize<CartState>(new BinaryData(Encoding.UTF8.GetBytes(bytes))));

        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_Arbitrary_AreReadOrRefused()
    {
        var json = Gen.Select(Gen.String[Gen.Char["{}[]\",:0123456789truefalsn \\\u0000é"], 0, 60], text => (byte[])[1, 0, 1, .. Encoding.UTF8.GetBytes(text)]);
        Gen.OneOf(Gen.Byte.Array[0, 80], json).Sample(bytes =>
        {
            try
            {
                _serializer.Deserialize<StockState>(new BinaryData(bytes));
            }
            catch (StoredStateException)
            {
            }
        }, iter: 20_000);
    }

    [Fact]
    public void Payload_NestedDeeperThanAllowed_IsRefused()
    {
        var bytes = Encoding.UTF8.GetBytes("\u0001\u0000\u0001{\"unknown\":" + new string('[', 40) + new string(']', 40) + "}");

        Assert.Throws<StoredStateException>(() => _serializer.Deserialize<CartState>(new BinaryData(bytes)));
    }

    [Fact]
    public void State_LargerThanAllowed_IsRefusedBothWays()
    {
        var large = new CatalogueState { Skus = [.. Enumerable.Range(0, 10_000).Select(i => $"sku-{i}")] };
        var bytes = new StateSerializer(1024 * 1024).Serialize(large);

        Assert.Throws<StoredStateException>(() => _serializer.Serialize(large));
        Assert.Throws<StoredStateException>(() => _serializer.Deserialize<CatalogueState>(bytes));
    }
}
