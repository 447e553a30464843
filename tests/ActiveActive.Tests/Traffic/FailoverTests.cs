using ActiveActive.Traffic;

namespace ActiveActive.Tests.Traffic;

/// <summary>T2, T4, S5: calls move while it is known that they were not applied, and are never applied twice.</summary>
public sealed class FailoverTests
{
    [Fact]
    public async Task Home_StopsAndReturns_CallsMoveAndComeBack()
    {
        await using var a = new TestCluster("a");
        await using var b = new TestCluster("b");
        await Task.WhenAll(a.StartAsync(), b.StartAsync());
        await using var app = await TestClient.StartAsync(a, b);
        await app.WaitForHealthAsync(SiteHealth.Up, SiteHealth.Up);
        var grain = app.Client.GetGrain<IEchoGrain>("moves");
        Assert.Equal("a", await grain.Where());

        await a.StopAsync();
        await app.WaitForHealthAsync(SiteHealth.Down, SiteHealth.Up);
        using (var scope = RouteScope.Begin())
        {
            Assert.Equal("b", await grain.Where());
            Assert.Equal(RouteReason.Failover, scope.Reason);
            Assert.Equal(1, await grain.Add());
        }

        await a.StartAsync();
        await app.WaitForHealthAsync(SiteHealth.Up, SiteHealth.Up);
        Assert.Equal("a", await grain.Where());
    }

    [Fact]
    public async Task Home_NotThereAtStart_OtherServesAndHomeIsUsedWhenItComes()
    {
        await using var a = new TestCluster("a");
        await using var b = new TestCluster("b");
        await b.StartAsync();
        await using var app = await TestClient.StartAsync(a, b);
        await app.WaitForAsync("waiting for b", s => s.Sites[1].Health == SiteHealth.Up);
        Assert.Equal("b", await app.Client.GetGrain<IEchoGrain>("late").Where());

        await a.StartAsync();
        await app.WaitForHealthAsync(SiteHealth.Up, SiteHealth.Up);
        Assert.Equal("a", await app.Client.GetGrain<IEchoGrain>("late").Where());
    }

    [Fact]
    public async Task Everything_Down_FailsAsNotApplied()
    {
        await using var a = new TestCluster("a");
        await using var b = new TestCluster("b");
        await Task.WhenAll(a.StartAsync(), b.StartAsync());
        await using var app = await TestClient.StartAsync(a, b, o => (o.CallTimeout, o.AttemptTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
        await app.WaitForHealthAsync(SiteHealth.Up, SiteHealth.Up);
        var grain = app.Client.GetGrain<IEchoGrain>("nowhere");
        await grain.Where();

        await Task.WhenAll(a.StopAsync(), b.StopAsync());
        await app.WaitForHealthAsync(SiteHealth.Down, SiteHealth.Down);

        var error = await Assert.ThrowsAsync<SiteUnavailableException>(() => grain.Add());
        Assert.Equal(CallOutcome.NotApplied, error.Outcome);
    }

    [Fact]
    public async Task Drain_UnderLoad_FailsNoCallAndEndsCallsToTheSite()
    {
        await using var a = new TestCluster("a");
        await using var b = new TestCluster("b");
        await Task.WhenAll(a.StartAsync(), b.StartAsync());
        await using var app = await TestClient.StartAsync(a, b);
        await app.WaitForHealthAsync(SiteHealth.Up, SiteHealth.Up);

        using var load = new CallLoad(app, callers: 16);
        await load.WaitForAsync("before", 500, c => c.Site == "a");
        app.Control.Drain(TestClient.A, "test");
        using (var scope = RouteScope.Begin())
        {
            Assert.Equal("b", await app.Client.GetGrain<IEchoGrain>("x").Where());
            Assert.Equal(RouteReason.Drain, scope.Reason);
        }

        await load.WaitForAsync("drained", 500, c => c.Site == "b");
        app.Control.Undrain(TestClient.A, "test");
        await load.WaitForAsync("after", 500, c => c.Site == "a");
        var calls = await load.EndAsync();

        Assert.All(calls, call => Assert.Null(call.Failure));
        // Once the drain is in force a caller can have had one call under way, and no more.
        var drained = calls.SkipWhile(c => c.Site == "a").ToArray();
        var stragglers = drained.Take(Array.FindLastIndex(drained, c => c.Site == "b")).Count(c => c.Site == "a");
        Assert.InRange(stragglers, 0, 16 * 2);
    }

    [Fact]
    public async Task Home_StopsUnderLoad_NoCallIsAppliedTwiceAndEachFailureSaysWhatIsKnown()
    {
        await using var a = new TestCluster("a");
        await using var b = new TestCluster("b");
        await Task.WhenAll(a.StartAsync(), b.StartAsync());
        await using var app = await TestClient.StartAsync(a, b);
        await app.WaitForHealthAsync(SiteHealth.Up, SiteHealth.Up);

        var stopping = Task.CompletedTask;
        var counts = new List<int>();
        for (var i = 0; i < 3000; i++)
        {
            if (i == 500) stopping = a.StopAsync();
            try
            {
                // A grain of its own for each call: its count tells how often that site applied it.
                counts.Add(await app.Client.GetGrain<IEchoGrain>($"once-{i}").Add());
            }
            catch (OutcomeUnknownException)
            {
            }
        }

        await stopping;
        Assert.All(counts, count => Assert.Equal(1, count));
        Assert.True(counts.Count > 2500, $"only {counts.Count} of 3000 calls were answered");
        for (var i = 0; i < 3000; i += 7) Assert.InRange(await app.Client.GetCluster(TestClient.B).GetGrain<IEchoGrain>($"once-{i}").Add(), 1, 2);
    }
}
