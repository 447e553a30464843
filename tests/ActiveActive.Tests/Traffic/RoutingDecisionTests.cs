using System.Collections.Immutable;
using ActiveActive.Traffic;
using CsCheck;
using Orleans.Runtime;
using Orleans.Runtime.Messaging;

namespace ActiveActive.Tests.Traffic;

/// <summary>The decisions without any cluster.</summary>
public sealed class RoutingDecisionTests
{
    private static readonly ImmutableArray<SiteId> Sites = [SiteId.Parse("a"), SiteId.Parse("b"), SiteId.Parse("c")];

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

        var candidates = snapshot.Table.Candidates(-1, preferred.Length == 0 ? -1 : snapshot.IndexOf(SiteId.Parse(preferred)), 7);

        Assert.Equal(order, string.Join(',', candidates.Select(c => c.Index)));
        Assert.Equal(reasons, string.Join(',', candidates.Select(c => c.Reason.Text())));
    }

    [Fact]
    public void Table_Weights_ShareInProportionAndKeepAKeyInPlace() => Gen.Int[0, 1000].Array[3].Where(w => w.Sum() > 0).Sample(weights =>
    {
        var policy = TrafficPolicy.Initial with { Weights = Sites.Zip(weights).ToImmutableSortedDictionary(p => p.First, p => p.Second) };
        var snapshot = Snapshot("up up up", policy);
        var counts = new int[3];
        for (uint hash = 0; hash < 1000; hash++) counts[snapshot.Table.Candidates(-1, -1, hash)[0].Index]++;

        for (var i = 0; i < 3; i++) Assert.InRange(counts[i], 1000.0 * weights[i] / weights.Sum() - 1, 1000.0 * weights[i] / weights.Sum() + 1);
    });

    [Fact]
    public void Table_Any_NamesEverySiteAtMostOnceAndNeverNone() =>
        Gen.Select(Gen.Int[0, 2].Array[3], Gen.Bool.Array[3], Gen.Int[-1, 2], Gen.UInt).Sample((health, drained, preferred, hash) =>
        {
            var policy = TrafficPolicy.Initial with { Drained = [.. Sites.Where((_, i) => drained[i])] };
            var table = new TrafficSnapshot(1, policy, Sites, 0, [.. health.Select(h => (SiteHealth)h)]).Table;

            var indexes = table.Candidates(-1, preferred, hash).Select(c => c.Index).ToArray();

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

    [Fact]
    public void Health_FailuresInARow_TakeDownAndProbesBringUp()
    {
        var machine = new SiteHealthMachine(new SiteHealthOptions { FailuresToDown = 3, SuccessesToUp = 2 });
        Assert.True(machine.ProbeSucceeded());
        Assert.Equal(SiteHealth.Up, machine.Health);

        Assert.False(machine.CallFailed());
        Assert.False(machine.ProbeFailed());
        Assert.False(machine.CallSucceeded());
        Assert.False(machine.CallFailed());
        Assert.False(machine.CallFailed());
        Assert.True(machine.ProbeFailed());
        Assert.Equal(SiteHealth.Down, machine.Health);

        Assert.False(machine.CallSucceeded());
        Assert.False(machine.ProbeSucceeded());
        Assert.True(machine.ProbeSucceeded());
        Assert.Equal(SiteHealth.Up, machine.Health);
        Assert.True(machine.Disconnected());
    }

    [Fact]
    public void Budget_Spent_RefusesUntilCallsEarnMore()
    {
        var budget = new RetryBudget(0.5, 2);
        Assert.True(budget.TrySpend());
        Assert.True(budget.TrySpend());
        Assert.False(budget.TrySpend());

        budget.Earn();
        Assert.False(budget.TrySpend());
        budget.Earn();
        Assert.True(budget.TrySpend());
    }

    [Theory]
    [InlineData(typeof(TimeoutException), CallFailure.Unknown)]
    [InlineData(typeof(SiloUnavailableException), CallFailure.Unknown)]
    [InlineData(typeof(GatewayTooBusyException), CallFailure.NotApplied)]
    [InlineData(typeof(InvalidOperationException), CallFailure.Application)]
    public void Failure_ByType_IsClassified(Type type, object expected) =>
        Assert.Equal((CallFailure)expected, CallFailures.Classify((Exception)Activator.CreateInstance(type, nonPublic: true)!));

    [Fact]
    public void Failure_ApplicationSaysWhatItKnows_IsTakenAtItsWord()
    {
        Assert.Equal(CallFailure.NotApplied, CallFailures.Classify(new SiteUnavailableException("store away")));
        Assert.Equal(CallFailure.Application, CallFailures.Classify(new ConflictException("no stock")));
        Assert.Equal(CallFailure.Application, CallFailures.Classify(new OutcomeUnknownException("lost")));
    }

    /// <summary>S5: whatever happens to the attempts, one that may have been applied is never followed by one at another site, unless nothing is changed.</summary>
    [Fact]
    public void Progress_AnyFailures_NeverCrossesSitesAfterAnUnknownOutcome() =>
        Gen.Select(Gen.Bool, Gen.Bool, Gen.Int[0, 2].Array[1, 12]).Sample((readOnly, idempotent, failures) =>
        {
            var call = new CallProgress([new(0, RouteReason.Home), new(1, RouteReason.Failover)], readOnly, idempotent);
            int? unknownAt = null;
            foreach (var failure in failures)
            {
                var site = call.Candidate.Index;
                Assert.False(unknownAt is { } first && (site != first || !idempotent) && !readOnly, "a call that may have been applied was sent again where it is not known");
                call.Sent();
                if (failure == 0) call.NotSent(connected: true);
                else call.Failed((CallFailure)failure, new TimeoutException());
                if (failure == (int)CallFailure.Unknown) unknownAt ??= site;
                if (call.Next(100) is null) return;
            }
        });

    private static TrafficSnapshot Snapshot(string health, TrafficPolicy policy) =>
        new(1, policy, Sites, 0, [.. health.Split(' ').Select(h => Enum.Parse<SiteHealth>(h, ignoreCase: true))]);

    private static string[] Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
