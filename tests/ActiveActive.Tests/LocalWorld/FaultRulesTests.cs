using ActiveActive.LocalWorld.Faults;
using ActiveActive.World;

namespace ActiveActive.Tests.LocalWorld;

public sealed class FaultRulesTests
{
    private static readonly FaultRules Rules = new(
        ["a-1", "a-2", "b-1"], ["store-a", "store-b", "gateway-a"], ["a", "b"], name => name is "b-1" or "store-b" ? "b" : "a");

    [Theory]
    [InlineData("explode", "a-1", null, null, "kind", "kill, pause, stall, refuse, cut, delay")]
    [InlineData("KILL", "a-1", null, null, "kind", "kill, pause")]
    [InlineData("kill", "a-9", null, null, "target", "a-1, a-2, b-1, store-a, store-b, gateway-a, site:a, site:b")]
    [InlineData("pause", "site:c", null, null, "target", "site:a, site:b")]
    [InlineData("stall", "store-a", null, null, "target", "legal are a-1, a-2, b-1.")]
    [InlineData("refuse", "site:a", null, null, "target", "legal are a-1, a-2, b-1.")]
    [InlineData("cut", "a-1", null, null, "target", "link:a-b, link:a>b, link:b-a, link:b>a")]
    [InlineData("cut", "link:a-a", null, null, "target", "link:a-b")]
    [InlineData("pause", "a-1", 0.09, null, "durationSeconds", "0.1 to 600")]
    [InlineData("pause", "a-1", 600.1, null, "durationSeconds", "0.1 to 600")]
    [InlineData("pause", "a-1", double.NaN, null, "durationSeconds", "0.1 to 600")]
    [InlineData("pause", "a-1", -1.0, null, "durationSeconds", "0.1 to 600")]
    [InlineData("delay", "link:a-b", null, null, "delayMilliseconds", "0 to 10000")]
    [InlineData("delay", "link:a-b", null, 10_001.0, "delayMilliseconds", "0 to 10000")]
    [InlineData("delay", "link:a-b", null, -1.0, "delayMilliseconds", "0 to 10000")]
    [InlineData("cut", "link:a-b", null, 5.0, "delayMilliseconds", "only a fault of kind delay")]
    public void Request_IsNotLegal_NamesTheFieldAndWhatIs(
        string kind, string target, double? seconds, double? delay, string field, string legal)
    {
        var error = Assert.Throws<InvalidRequestException>(() => Rules.Check(
            new FaultRequest { Kind = kind, Target = target, DurationSeconds = seconds, DelayMilliseconds = delay }));

        Assert.Equal(field, error.Field);
        Assert.Contains(legal, error.Message);
    }

    [Fact]
    public void Site_IsTarget_MeansAllItsProcesses()
    {
        var order = Rules.Check(new FaultRequest { Kind = FaultKinds.Kill, Target = "site:b" });

        Assert.Equal("b", order.Resolved.Site);
        Assert.Equal(["b-1", "store-b"], order.Resolved.Processes);
        Assert.False(order.IsInstant);
        Assert.Equal(TimeSpan.FromSeconds(FaultRules.DefaultSeconds), order.Duration);
    }

    [Fact]
    public void Process_IsKilled_IsOverAtOnce() =>
        Assert.True(Rules.Check(new FaultRequest { Kind = FaultKinds.Kill, Target = "store-a" }).IsInstant);

    [Fact]
    public void Link_WithHyphen_MeansBothDirections_WithArrowOne()
    {
        var both = Rules.Check(new FaultRequest { Kind = FaultKinds.Cut, Target = "link:b-a" });
        var one = Rules.Check(new FaultRequest { Kind = FaultKinds.Delay, Target = "link:a>b", DelayMilliseconds = 250 });

        Assert.Equal([("b", "a"), ("a", "b")], both.Resolved.Links);
        Assert.Equal([("a", "b")], one.Resolved.Links);
        Assert.Equal(TimeSpan.FromMilliseconds(250), one.Delay);
    }
}
