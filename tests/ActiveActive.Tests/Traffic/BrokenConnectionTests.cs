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
            o.AttemptTimeout = TimeSpan.FromMilliseconds(500);
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
        const int Callers = 24;
        const int Breaks = 6;
        await using var a = new TestCluster("a");
        await using var b = new TestCluster("b");
        await Task.WhenAll(a.StartAsync(), b.StartAsync());
        await using var app = await TestClient.StartAsync(a, b, o => o.AttemptTimeout = TimeSpan.FromSeconds(1));
        await app.WaitForHealthAsync(SiteHealth.Up, SiteHealth.Up);

        using var end = new CancellationTokenSource();
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(app, caller, end.Token))).ToArray();
        for (var i = 0; i < Breaks; i++)
        {
            await app.WaitForHealthAsync(SiteHealth.Up, SiteHealth.Up);
            a.Gate.Set(ConnectionFault.Refuse, Long);
            await app.WaitForHealthAsync(SiteHealth.Down, SiteHealth.Up);
            a.Gate.Set(ConnectionFault.Open, TimeSpan.Zero);
        }

        await end.CancelAsync();
        var calls = (await Task.WhenAll(callers)).SelectMany(c => c).ToArray();
        await app.WaitForHealthAsync(SiteHealth.Up, SiteHealth.Up);

        Assert.True(calls.Length > 1000, $"only {calls.Length} calls were made");
        Assert.Contains(calls, c => c.Answer == "b");
        foreach (var chunk in calls.Chunk(200))
        {
            await Task.WhenAll(chunk.Select(async call =>
            {
                var effects = (
                    A: await app.Client.GetCluster(TestClient.A).GetGrain<ITrialGrain>(call.Key).Effects(),
                    B: await app.Client.GetCluster(TestClient.B).GetGrain<ITrialGrain>(call.Key).Effects());
                Assert.True(effects.A == 0 || effects.B == 0, $"{call} had effects in both sites: {effects}");
                if (call.Answer is not null) Assert.True(effects is (1, 0) or (0, 1), $"{call} was answered and had {effects}");
            }));
        }
    }

    /// <summary>Rolling restart of a site: its silos refuse what they no longer take, and those refusals are known not to have been applied.</summary>
    [Fact]
    public async Task Silo_LeavesInOrderUnderLoad_FailsNoCall()
    {
        await using var a = new TestCluster("a", silos: 2);
        await using var b = new TestCluster("b");
        await Task.WhenAll(a.StartAsync(), b.StartAsync());
        await using var app = await TestClient.StartAsync(a, b, o => o.GatewayRefreshPeriod = TimeSpan.FromMilliseconds(500));
        await app.WaitForHealthAsync(SiteHealth.Up, SiteHealth.Up);

        using var end = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 16).Select(caller => Task.Run(() => CallAsync(app, caller, end.Token))).ToArray();
        await a.StopAsync(1);
        await end.CancelAsync();
        var calls = (await Task.WhenAll(callers)).SelectMany(c => c).ToArray();

        Assert.All(calls, call => Assert.True(call.Answer is not null, call.ToString()));
        Assert.NotEmpty(calls);
    }

    [Fact]
    public async Task Enumeration_SiteLost_EndsWithAnErrorAndNeverGoesOnElsewhere()
    {
        await using var a = new TestCluster("a");
        await using var b = new TestCluster("b");
        await Task.WhenAll(a.StartAsync(), b.StartAsync());
        await using var app = await TestClient.StartAsync(a, b, o =>
        {
            o.AttemptTimeout = TimeSpan.FromMilliseconds(500);
            o.CallTimeout = TimeSpan.FromSeconds(2);
        });
        await app.WaitForHealthAsync(SiteHealth.Up, SiteHealth.Up);
        var items = new List<string>();

        await Assert.ThrowsAnyAsync<ActiveActiveException>(async () =>
        {
            // The wish makes repeats of ordinary calls legal: the elements in a lost answer must not be skipped all the same.
            using var scope = RouteScope.Begin(new RouteWish { Idempotent = true });
            await foreach (var item in app.Client.GetGrain<IEchoGrain>("lost").Count(100_000))
            {
                items.Add(item);
                if (items.Count == 250) a.Gate.Set(ConnectionFault.Stall, Long);
            }
        });

        Assert.Equal(Enumerable.Range(0, items.Count).Select(i => $"a{i}"), items);
    }

    private static async Task<List<Call>> CallAsync(TestClient app, int caller, CancellationToken end)
    {
        var calls = new List<Call>();
        for (var i = 0; !end.IsCancellationRequested; i++)
        {
            // A grain of its own for each call: its count is what really became of that call.
            var key = $"{caller}-{i}";
            try
            {
                calls.Add(new Call(key, await app.Client.GetGrain<ITrialGrain>(key).Add(), null));
            }
            catch (ActiveActiveException error)
            {
                calls.Add(new Call(key, null, error.Outcome == CallOutcome.NotApplied ? "not applied" : error.InnerException?.Message));
            }
        }

        return calls;
    }

    private sealed record Call(string Key, string? Answer, string? Failure);
}
