using System.Collections.Immutable;
using ActiveActive.Traffic;
using CsCheck;
using Orleans.Runtime;

namespace ActiveActive.Tests.Traffic;

/// <summary>The decisions without any cluster.</summary>
public sealed class RoutingDecisionTests
{
    private static readonly ImmutableArray<SiteId> Sites = [SiteId.Parse("a"), SiteId.Parse("b"), SiteId.Parse("c")];
    private static readonly GrainId Grain = GrainId.Create("test", "7");

    [Theory]
    [InlineData("up up up", "", "", "home,failover,failover", "0,1,2")]
    [InlineData("down up up", "", "", "failover,failover", "1,2")]
    [InlineData("up up up", "a", "", "drain,drain", "1,2")]
    [InlineData("up down up", "", "b", "failover,failover", "0,2")]
    [InlineData("up up up", "", "b", "preferred,failover,failover", "1,0,2")]
    [InlineData("up up up", "b", "b", "drain,drain", "0,2")]
    [InlineData("up unknown up", "", "", "home,failover,failover", "0,2,1")]
    [InlineData("down down down", "", "b", "preferred,failover,failover", "1,0,2")]
    [InlineData("down down up", "c", "", "failover,home,failover", "2,0,1")]
    public void Table_ByHealthDrainAndWish_Orders(string health, string drained, string preferred, string reasons, string order)
    {
        var snapshot = Snapshot(health, TrafficPolicy.Initial with { Drained = [.. drained.Select(c => SiteId.Parse($"{c}"))] });

        var candidates = snapshot.Table.Candidates(-1, preferred.Length == 0 ? -1 : snapshot.IndexOf(SiteId.Parse(preferred)), Grain);

        Assert.Equal(order, string.Join(',', candidates.Select(c => c.Index)));
        Assert.Equal(reasons, string.Join(',', candidates.Select(c => c.Reason.Text())));
    }

    [Fact]
    public void Table_Weights_ShareInProportionAndKeepAKeyInPlace() => Gen.Int[0, 1000].Array[3].Where(w => w.Sum() > 0).Sample(weights =>
    {
        var policy = TrafficPolicy.Initial with { Weights = Sites.Zip(weights).ToImmutableSortedDictionary(p => p.First, p => p.Second) };
        var snapshot = Snapshot("up up up", policy);
        var counts = new int[3];
        for (uint hash = 0; hash < 1000; hash++) counts[snapshot.Table.Share(hash)[0].Index]++;

        for (var i = 0; i < 3; i++) Assert.InRange(counts[i], 1000.0 * weights[i] / weights.Sum() - 1, 1000.0 * weights[i] / weights.Sum() + 1);
    });

    [Fact]
    public void Table_Any_NamesEverySiteAtMostOnceAndNeverNone() =>
        Gen.Select(Gen.Int[0, 2].Array[3], Gen.Bool.Array[3], Gen.Int[-1, 2], Gen.UInt).Sample((health, drained, preferred, hash) =>
        {
            var policy = TrafficPolicy.Initial with { Drained = [.. Sites.Where((_, i) => drained[i])] };
            var table = new TrafficSnapshot(1, policy, Sites, 0, [.. health.Select(h => (SiteHealth)h)]).Table;

            var indexes = (preferred < 0 ? table.Share(hash) : table.Candidates(-1, preferred, Grain)).Select(c => c.Index).ToArray();

            Assert.NotEmpty(indexes);
            Assert.Equal(indexes.Length, indexes.Distinct().Count());
            if (indexes.Any(i => !drained[i] && health[i] != (int)SiteHealth.Down))
                Assert.All(indexes, i => Assert.False(drained[i] || health[i] == (int)SiteHealth.Down));
        });

    [Theory]
    [InlineData("a=0,b=0", "", "all weights are 0")]
    [InlineData("z=1", "", "does not exist")]
    [InlineData("a=1001", "", "0 to 1000")]
    [InlineData("", "a,b,c", "leave at least one")]
    [InlineData("", "z", "does not exist")]
    public void Policy_NotSuited_SaysWhy(string weights, string drained, string expected)
    {
        var policy = TrafficPolicy.Initial with
        {
            Weights = Split(weights).Select(w => w.Split('=')).ToImmutableSortedDictionary(w => SiteId.Parse(w[0]), w => int.Parse(w[1])),
            Drained = [.. Split(drained).Select(SiteId.Parse)],
        };

        Assert.Contains(expected, policy.Problem(Sites), StringComparison.Ordinal);
    }

    [Fact]
    public void PolicyVersion_Concurrent_IsTotallyOrdered() => Gen.Select(Gen.Long[0, 3], Gen.Int[0, 3].Select(i => $"{i}"), Gen.Long[0, 3], Gen.Int[0, 3].Select(i => $"{i}"))
        .Sample((c1, o1, c2, o2) =>
        {
            var (one, two) = (new PolicyVersion(c1, o1), new PolicyVersion(c2, o2));
            Assert.Equal(one == two, one.CompareTo(two) == 0);
            Assert.Equal(Math.Sign(one.CompareTo(two)), -Math.Sign(two.CompareTo(one)));
            Assert.True(one.Next(o2).CompareTo(one) > 0);
        });

    private static TrafficSnapshot Snapshot(string health, TrafficPolicy policy) =>
        new(1, policy, Sites, 0, [.. health.Split(' ').Select(h => Enum.Parse<SiteHealth>(h, ignoreCase: true))]);

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
