using System.Collections.Immutable;
using ActiveActive.Traffic;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace ActiveActive.Tests.Traffic;

/// <summary>T1: there is one snapshot, it changes as a whole, and everybody who has seen the same policies has the same one.</summary>
public sealed class TrafficStateTests
{
    private static readonly SiteId A = SiteId.Parse("a");
    private static readonly SiteId B = SiteId.Parse("b");

    [Fact]
    public void Change_Drain_SwapsTheSnapshotAndTellsOnce()
    {
        var state = New();
        var before = state.Snapshot;
        var seen = new List<TrafficSnapshot>();
        state.Changed += seen.Add;

        var policy = state.Drain(A, "gateway-a");
        state.Drain(A, "gateway-a");

        Assert.Equal(new PolicyVersion(1, "gateway-a"), policy.Version);
        Assert.Same(state.Snapshot, Assert.Single(seen));
        Assert.Equal(before.Number + 1, state.Snapshot.Number);
        Assert.False(before.Sites[0].Drained);
        Assert.True(state.Snapshot.Sites[0].Drained);
    }

    [Fact]
    public void Policies_OfTwoGateways_EndAlikeWhateverTheOrder()
    {
        var (one, other) = (New(), New());
        var ofOne = one.Drain(A, "gateway-a");
        var ofOther = other.Change("gateway-b", p => p with { Weights = ImmutableSortedDictionary<SiteId, int>.Empty.Add(A, 1).Add(B, 3) });

        Assert.True(one.TryApply(ofOther));
        Assert.False(other.TryApply(ofOne));

        Assert.Equal(one.Policy, other.Policy);
        Assert.Equal("gateway-b", one.Policy.Version.Origin);
        Assert.False(one.TryApply(ofOther));
    }

    [Fact]
    public void Policy_NotSuited_IsRefusedAndChangesNothing()
    {
        var state = New();
        var before = state.Snapshot;

        Assert.Throws<InvalidRequestException>(() => state.Drain(SiteId.Parse("z"), "test"));
        Assert.Throws<InvalidRequestException>(() => state.TryApply(new TrafficPolicy { Version = new(5, "x"), Drained = [A, B] }));

        Assert.Same(before, state.Snapshot);
    }

    [Fact]
    public void Health_Observed_ChangesTheSnapshotOnlyWithTheVerdict()
    {
        var state = New();
        var seen = new List<SiteHealth>();
        state.Changed += snapshot => seen.Add(snapshot.Sites[0].Health);

        for (var i = 0; i < 5; i++)
        {
            var number = i;
            state.Observe(0, machine => machine.ProbeSucceeded(number));
            state.CallAnswered(0);
        }

        state.Observe(0, static machine => machine.Disconnected());

        Assert.Equal([SiteHealth.Up, SiteHealth.Down], seen);
    }

    [Fact]
    public void Changes_FromManyThreads_AreAllCountedAndTheirSnapshotsSeenInOrder()
    {
        var state = New();
        var numbers = new List<long>();
        state.Changed += snapshot => numbers.Add(snapshot.Number);

        Parallel.For(0, 400, i =>
        {
            state.Change($"g{i}", p => p with { Weights = ImmutableSortedDictionary<SiteId, int>.Empty.Add(A, 1 + (int)(p.Version.Counter % 100)).Add(B, 1) });
        });

        Assert.Equal(400, state.Policy.Version.Counter);
        Assert.Equal(Enumerable.Range(1, 400).Select(n => (long)n), numbers);
    }

    private static TrafficState New()
    {
        var options = new MultiClusterClientOptions { HomeSite = A };
        options.AddCluster(B, static _ => { }).AddCluster(A, static _ => { });
        return new TrafficState(Options.Create(options), NullLogger<TrafficState>.Instance);
    }
}
