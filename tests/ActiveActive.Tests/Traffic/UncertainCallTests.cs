using ActiveActive.Traffic;

namespace ActiveActive.Tests.Traffic;

/// <summary>S5, T4, T5: calls that fail on their way or in the grain, with both clusters up. Effects are counted in both sites.</summary>
public sealed class UncertainCallTests(TwoClusters clusters) : IClassFixture<TwoClusters>, IAsyncLifetime
{
    private readonly string _key = Guid.NewGuid().ToString();
    private TestClient? _app;

    private TestClient App => _app!;

    private ITrialGrain Grain => App.Client.GetGrain<ITrialGrain>(_key);

    public async ValueTask InitializeAsync()
    {
        _app = await TestClient.StartAsync(clusters.A, clusters.B, o => o.MaxInFlightPerSite = 2);
        await App.WaitForHealthAsync(SiteHealth.Up, SiteHealth.Up);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null) await _app.DisposeAsync();
    }

    [Fact]
    public async Task Write_NotAnswered_IsUnknownAndAppliedOnce()
    {
        await using var app = await ImpatientAsync();
        using var scope = RouteScope.Begin();

        var error = await Assert.ThrowsAsync<OutcomeUnknownException>(() => app.Client.GetGrain<ITrialGrain>(_key).AddUnansweredAt("a"));

        Assert.IsType<TimeoutException>(error.InnerException);
        Assert.Equal(1, scope.Attempts);
        Assert.Equal((1, 0), await EffectsAsync());
    }

    [Fact]
    public async Task Write_NotAnsweredAndIdempotent_IsRepeatedInTheSameSiteOnly()
    {
        await using var app = await ImpatientAsync();
        using var scope = RouteScope.Begin(new RouteWish { Idempotent = true });

        await Assert.ThrowsAsync<OutcomeUnknownException>(() => app.Client.GetGrain<ITrialGrain>(_key).AddUnansweredAt("a"));

        Assert.Equal(3, scope.Attempts);
        Assert.Equal((3, 0), await EffectsAsync());
    }

    /// <summary>The same request object is sent to the second client while the first still holds it.</summary>
    [Fact]
    public async Task Read_NotAnswered_MovesWithItsArguments()
    {
        await using var app = await ImpatientAsync();
        using var scope = RouteScope.Begin();

        Assert.Equal("b1,2,3", await app.Client.GetGrain<ITrialGrain>(_key).ReadExceptAt("a", [1, 2, 3]));

        Assert.Equal(2, scope.Attempts);
        Assert.Equal(RouteReason.Failover, scope.Reason);
    }

    [Fact]
    public async Task Write_GrainSaysNotApplied_MovesWithItsArguments()
    {
        using var scope = RouteScope.Begin();

        Assert.Equal("b4,5,6", await Grain.AddExceptAt("a", [4, 5, 6]));

        Assert.Equal(RouteReason.Failover, scope.Reason);
        Assert.Equal((0, 1), await EffectsAsync());
    }

    [Fact]
    public async Task Calls_ManyMoved_AnswerEachWithItsOwn()
    {
        var moved = await Task.WhenAll(Enumerable.Range(0, 500).Select(async i =>
        {
            var (from, to) = i % 2 == 0 ? ("a", "b") : ("b", "a");
            using var scope = RouteScope.Begin(new RouteWish { PreferSite = SiteId.Parse(from) });
            return (Expected: $"{to}{i},{i + 1}", Answer: await clusters.Client.GetGrain<ITrialGrain>($"{_key}-{i}").AddExceptAt(from, [i, i + 1]));
        }));

        Assert.All(moved, m => Assert.Equal(m.Expected, m.Answer));
    }

    /// <summary>A grain's own calls may have failed after half of its work: its exception proves nothing, whatever its type.</summary>
    [Theory]
    [InlineData("TimeoutException")]
    [InlineData("OrleansMessageRejectionException")]
    [InlineData("SiloUnavailableException")]
    [InlineData("GatewayTooBusyException")]
    public async Task Write_GrainThrowsARuntimeException_IsUnknownAndAppliedOnce(string exception)
    {
        var error = await Assert.ThrowsAsync<OutcomeUnknownException>(() => Grain.AddAndThrow(exception));

        Assert.Equal(exception, error.InnerException!.GetType().Name);
        Assert.Equal((1, 0), await EffectsAsync());
    }

    [Fact]
    public async Task Site_OneGrainKeepsThrowingTimeouts_StaysUp()
    {
        var changed = new List<TrafficSnapshot>();
        App.Control.Changed += changed.Add;

        for (var i = 0; i < 50; i++) await Assert.ThrowsAsync<OutcomeUnknownException>(() => Grain.AddAndThrow("TimeoutException"));

        Assert.Empty(changed);
        Assert.Equal(SiteHealth.Up, App.Control.Snapshot.Sites[0].Health);
    }

    [Fact]
    public async Task Calls_BeyondTheLimit_SpillOverAndAreThenShed()
    {
        var held = Enumerable.Range(0, 4).Select(i => App.Client.GetGrain<ITrialGrain>($"{_key}-{i}").Hold()).ToArray();
        for (var i = 0; i < 4; i++) await clusters.Client.GetCluster(i < 2 ? TestClient.A : TestClient.B).GetGrain<ITrialGrain>($"{_key}-{i}").Held();

        var shed = await Assert.ThrowsAsync<OverloadedException>(() => Grain.Add());
        Assert.Equal(TimeSpan.FromSeconds(1), shed.RetryAfter);
        Assert.Equal((0, 0), await EffectsAsync());

        for (var i = 0; i < 4; i++) await clusters.Client.GetCluster(i < 2 ? TestClient.A : TestClient.B).GetGrain<ITrialGrain>($"{_key}-{i}").Release();
        Assert.Equal(["a", "a", "b", "b"], await Task.WhenAll(held));
        Assert.Equal("a", await Grain.Add());
    }

    [Fact]
    public async Task Drain_CallUnderWay_FinishesWhereItIs()
    {
        var held = Grain.Hold();
        await clusters.Client.GetCluster(TestClient.A).GetGrain<ITrialGrain>(_key).Held();

        App.Control.Drain(TestClient.A, "test");
        Assert.Equal("b", await Grain.Add());
        await clusters.Client.GetCluster(TestClient.A).GetGrain<ITrialGrain>(_key).Release();

        Assert.Equal("a", await held);
    }

    /// <summary>T5: without a budget, what fails is not repeated, whatever its method allows.</summary>
    [Fact]
    public async Task Read_NotAnsweredAndBudgetSpent_IsNotRepeated()
    {
        await using var app = await ImpatientAsync(o => (o.RetryRatio, o.RetryReserve) = (0, 0));
        using var scope = RouteScope.Begin();

        var error = await Assert.ThrowsAsync<SiteUnavailableException>(() => app.Client.GetGrain<ITrialGrain>(_key).ReadExceptAt("a", []));

        Assert.Equal(1, scope.Attempts);
        Assert.Contains("limit", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_KeepsFailing_EndsWithItsDeadline()
    {
        await using var app = await ImpatientAsync(o => (o.CallTimeout, o.MaxAttempts) = (TimeSpan.FromSeconds(5), 100));
        using var scope = RouteScope.Begin(new RouteWish { Idempotent = true });

        var error = await Assert.ThrowsAsync<OutcomeUnknownException>(() => app.Client.GetGrain<ITrialGrain>(_key).AddUnansweredAt("a"));

        Assert.Contains("fits into 5 s", error.Message, StringComparison.Ordinal);
        Assert.InRange(scope.Attempts, 2, 20);
    }

    [Fact]
    public async Task Read_Cancelled_EndsAtOnceAndIsNotRepeated()
    {
        using var scope = RouteScope.Begin();
        using var cancel = new CancellationTokenSource();
        var echo = App.Client.GetGrain<IEchoGrain>(_key);

        var waiting = echo.WaitForCancellation(cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(1, scope.Attempts);
    }

    /// <summary>For calls that are not answered. The grain is there before, so that nothing but the call is waited for.</summary>
    private async Task<TestClient> ImpatientAsync(Action<MultiClusterClientOptions>? configure = null)
    {
        await EffectsAsync();
        var app = await TestClient.StartAsync(clusters.A, clusters.B, o =>
        {
            o.AttemptTimeout = TimeSpan.FromSeconds(1);
            o.MaxAttempts = 3;
            configure?.Invoke(o);
        });
        await app.WaitForHealthAsync(SiteHealth.Up, SiteHealth.Up);
        return app;
    }

    private async Task<(int A, int B)> EffectsAsync() => (
        await clusters.Client.GetCluster(TestClient.A).GetGrain<ITrialGrain>(_key).Effects(),
        await clusters.Client.GetCluster(TestClient.B).GetGrain<ITrialGrain>(_key).Effects());
}
