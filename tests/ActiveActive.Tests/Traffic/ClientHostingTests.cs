using ActiveActive.Traffic;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ActiveActive.Tests.Traffic;

/// <summary>Starting, stopping, and what is said about options that cannot work.</summary>
public sealed class ClientHostingTests
{
    [Fact]
    public async Task Client_NoClusterThere_StartsFailsCallsAsNotAppliedAndStops()
    {
        await using var nobody = new TestCluster("a");
        await using var neither = new TestCluster("b");
        await using var app = await TestClient.StartAsync(nobody, neither);

        var error = Assert.Throws<SiteUnavailableException>(() => app.Client.GetGrain<IEchoGrain>("x"));
        Assert.Equal(CallOutcome.NotApplied, error.Outcome);
        Assert.Throws<SiteUnavailableException>(() => app.Client.GetCluster(TestClient.A));
        await app.WaitForHealthAsync(SiteHealth.Down, SiteHealth.Down);
    }

    [Fact]
    public async Task Scopes_Nested_TheInnermostCountsAndTheOuterReturns()
    {
        using var outer = RouteScope.Begin(new RouteWish { Idempotent = true });
        using (var inner = RouteScope.Begin(new RouteWish { PreferSite = TestClient.B }))
        {
            Assert.Same(inner, RouteScope.Current);
            await Task.Yield();
            Assert.Same(inner, RouteScope.Current);
        }

        Assert.Same(outer, RouteScope.Current);
        Assert.True(outer.Wish.Idempotent);
        Assert.Equal((RouteReason.None, 0), (outer.Reason, outer.Attempts));
    }

    public static TheoryData<string, Action<MultiClusterClientOptions>> Mistakes => new()
    {
        { "HomeSite is ''", o => o.HomeSite = default },
        { "site 'a' was added 2 times", o => o.AddCluster(TestClient.A, static _ => { }) },
        { "without a site id", o => o.AddCluster(default, static _ => { }) },
        { "AttemptTimeout is 00:00:00", o => o.AttemptTimeout = TimeSpan.Zero },
        { "CallTimeout (not below AttemptTimeout) is 00:00:01", o => o.CallTimeout = TimeSpan.FromSeconds(1) },
        { "MaxAttempts is 0", o => o.MaxAttempts = 0 },
        { "RetryRatio is -1", o => o.RetryRatio = -1 },
        { "RetryReserve is -1", o => o.RetryReserve = -1 },
        { "RetryAfter is -00:00:01", o => o.RetryAfter = TimeSpan.FromSeconds(-1) },
        { "MaxInFlightPerSite is 0", o => o.MaxInFlightPerSite = 0 },
        { "GatewayRefreshPeriod is 00:00:00.1", o => o.GatewayRefreshPeriod = TimeSpan.FromMilliseconds(100) },
        { "Health.ProbePeriod is 00:00:00", o => o.Health.ProbePeriod = TimeSpan.Zero },
        { "Health.ProbeTimeout is 01:00:00", o => o.Health.ProbeTimeout = TimeSpan.FromHours(1) },
        { "Health.FailuresToDown is 0", o => o.Health.FailuresToDown = 0 },
        { "Health.SuccessesToUp is 0", o => o.Health.SuccessesToUp = 0 },
    };

    [Theory, MemberData(nameof(Mistakes))]
    public async Task Options_ThatCannotWork_FailTheStartWithNameAndValue(string expected, Action<MultiClusterClientOptions> mistake)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddMultiClusterClient(options =>
        {
            options.HomeSite = TestClient.A;
            options.AddCluster(TestClient.A, static _ => { }).AddCluster(TestClient.B, static _ => { });
            mistake(options);
        });
        using var host = builder.Build();

        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
