using ActiveActive.Silo;
using ActiveActive.Traffic;

namespace ActiveActive.Tests.Traffic;

/// <summary>T2, T4, S5: connections that carry nothing, connections that break, silos that leave. Effects are counted in both sites.</summary>
public sealed class BrokenConnectionTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    /// <summary>A frozen site: nothing is refused, nothing is answered.</summary>
    [Fact]
    public async Task Site_Stalled_ReadsMoveIdempotentWritesStayAndNewCallsGoAround()
    {
        await using var a = new TestCluster("a");
        await using var b = new TestCluster("b");
        await Task.WhenAll(a.StartAsync(), b.StartAsync());
        await using var app = await TestClient.StartAsync(a, b, o =>
        {
            o.AttemptTimeout = TimeSpan.FromSeconds(1);
            o.CallTimeout = TimeSpan.FromSeconds(20);
            o.MaxAttempts = 100;
            o.Health.ProbeTimeout = TimeSpan.FromSeconds(1);
        });
        await app.WaitForHealthAsync(SiteHealth.Up, SiteHealth.Up);
        var grain = app.Client.GetGrain<ITrialGrain>("stalled");
        Assert.Equal("a", await grain.Add());

        a.Gate.Set(ConnectionFault.Stall, Long);
        var read = app.Client.GetGrain<IEchoGrain>("stalled").Where();
        Task<string> write;
        using (RouteScope.Begin(new RouteWish { Idempotent = true })) write = grain.Add();
        var unvouched = Assert.ThrowsAsync<OutcomeUnknownException>(() => grain.Add());
        Assert.Equal("b", await read);
        await unvouched;

        await app.WaitForHealthAsync(SiteHealth.Down, SiteHealth.Up);
        using (var scope = RouteScope.Begin())
        {
            Assert.Equal("b", await app.Client.GetGrain<ITrialGrain>("new").Add());
            Assert.Equal((RouteReason.Failover, 1), (scope.Reason, scope.Attempts));
        }

        a.Gate.Set(ConnectionFault.Open, TimeSpan.Zero);
        Assert.Equal("a", await write);
        await app.WaitForHealthAsync(SiteHealth.Up, SiteHealth.Up);
        Assert.Equal(0, await app.Client.GetCluster(TestClient.B).GetGrain<ITrialGrain>("stalled").Effects());
        Assert.Equal("a", await grain.Add());
    }

    [Fact]
    public async Task Connections_BreakAgainAndAgainUnderLoad_NoCallHasEffectsInBothSites()
    {
        await using var a = new TestCluster("a");
        await using var b = new TestCluster("b");
        await Task.WhenAll(a.StartAsync(), b.StartAsync());
        await using var app = await TestClient.StartAsync(a, b, o => (o.AttemptTimeout, o.GatewayRefreshPeriod) = (TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(500)));
        await app.WaitForHealthAsync(SiteHealth.Up, SiteHealth.Up);

        using var load = new CallLoad(app, callers: 24);
        for (var i = 0; i < 4; i++)
        {
            await load.WaitForAsync($"break {i}, at home", 150, c => c.Site == "a");
            a.Gate.Set(ConnectionFault.Refuse, Long);
            await load.WaitForAsync($"break {i}, away", 50, c => c.Site == "b");
            a.Gate.Set(ConnectionFault.Open, TimeSpan.Zero);
        }

        var calls = await load.EndAsync();
        await app.WaitForHealthAsync(SiteHealth.Up, SiteHealth.Up);
        await AssertNoneInBothSitesAsync(app, calls);
        Assert.All(calls, call => Assert.True(call.Outcome != CallOutcome.NotApplied, $"{call} could have gone to the other site"));
    }

    /// <summary>Rolling restart of a site. Orleans refuses some calls on a silo's way out and loses others: the first move, the second are repeated.</summary>
    [Fact]
    public async Task Silo_LeavesInOrderUnderLoad_FailsNoIdempotentCall()
    {
        await using var a = new TestCluster("a", silos: 2);
        await using var b = new TestCluster("b");
        await Task.WhenAll(a.StartAsync(), b.StartAsync());
        await using var app = await TestClient.StartAsync(a, b, o =>
        {
            o.AttemptTimeout = TimeSpan.FromSeconds(1);
            o.CallTimeout = TimeSpan.FromSeconds(15);
            o.MaxAttempts = 50;
            o.GatewayRefreshPeriod = TimeSpan.FromMilliseconds(500);
        });
        await app.WaitForHealthAsync(SiteHealth.Up, SiteHealth.Up);

        using var load = new CallLoad(app, callers: 16, new RouteWish { Idempotent = true });
        await load.WaitForAsync("before", 200, c => c.Site == "a");
        await a.StopAsync(1);
        await load.WaitForAsync("after", 200, c => c.Site == "a");
        var calls = await load.EndAsync();

        Assert.All(calls, call => Assert.True(call.Site is not null, call.ToString()));
        await AssertNoneInBothSitesAsync(app, calls);
    }

    [Fact]
    public async Task Enumeration_AnswerLost_EndsWithAnErrorAndSkipsNothing()
    {
        await using var a = new TestCluster("a");
        await using var b = new TestCluster("b");
        await Task.WhenAll(a.StartAsync(), b.StartAsync());
        await using var app = await TestClient.StartAsync(a, b, o =>
        {
            // The site is down well after the attempt is lost.
            o.AttemptTimeout = TimeSpan.FromSeconds(1);
            o.Health.FailuresToDown = 50;
        });
        await app.WaitForHealthAsync(SiteHealth.Up, SiteHealth.Up);
        // The connection carries again once the site is down: a repeat would then be answered with the elements after those in the lost answer.
        app.Control.Changed += snapshot =>
        {
            if (snapshot.Sites[0].Health == SiteHealth.Down) a.Gate.Set(ConnectionFault.Open, TimeSpan.Zero);
        };
        var items = new List<string>();

        await Assert.ThrowsAnyAsync<ActiveActiveException>(async () =>
        {
            // The wish makes repeats of ordinary calls legal: the elements in a lost answer must not be skipped all the same.
            using var scope = RouteScope.Begin(new RouteWish { Idempotent = true });
            await foreach (var item in app.Client.GetGrain<IEchoGrain>("lost").Count(2_000))
            {
                items.Add(item);
                if (items.Count == 250) a.Gate.Set(ConnectionFault.Stall, Long);
            }
        });

        Assert.Equal(Enumerable.Range(0, items.Count).Select(i => $"a{i}"), items);
    }

    private static async Task AssertNoneInBothSitesAsync(TestClient app, IReadOnlyList<CallLoad.Call> calls)
    {
        foreach (var chunk in calls.Chunk(200))
        {
            await Task.WhenAll(chunk.Select(async call =>
            {
                var effects = (
                    A: await app.Client.GetCluster(TestClient.A).GetGrain<ITrialGrain>(call.Key).Effects(),
                    B: await app.Client.GetCluster(TestClient.B).GetGrain<ITrialGrain>(call.Key).Effects());
                Assert.True(effects.A == 0 || effects.B == 0, $"{call} had effects in both sites: {effects}");
                if (call.Outcome == CallOutcome.NotApplied) Assert.Equal((0, 0), effects);
            }));
        }
    }
}
