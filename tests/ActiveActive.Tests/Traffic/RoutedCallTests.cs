using ActiveActive.Traffic;
using Orleans.Runtime;

namespace ActiveActive.Tests.Traffic;

/// <summary>T1, T4: a routed reference behaves like an ordinary one, at home and across.</summary>
public sealed class RoutedCallTests(TwoClusters clusters) : IClassFixture<TwoClusters>
{
    public static TheoryData<string> Sites => ["a", "b"];

    [Theory, MemberData(nameof(Sites))]
    public async Task Call_RoutedToASite_IsServedThereAndSaysSo(string site)
    {
        using var scope = Prefer(site);

        Assert.Equal(site, await Echo().Where());
        Assert.Equal(site, scope.Site.Value);
        Assert.Equal(RouteReason.Preferred, scope.Reason);
        Assert.Equal(1, scope.Attempts);
    }

    [Fact]
    public async Task Call_WithoutAWish_GoesHome()
    {
        using var scope = RouteScope.Begin();

        Assert.Equal("a", await Echo().Where());
        Assert.Equal(RouteReason.Home, scope.Reason);
    }

    [Theory, MemberData(nameof(Sites))]
    public async Task Call_GrainThrows_ExceptionArrivesWithItsFields(string site)
    {
        using var scope = Prefer(site);

        var error = await Assert.ThrowsAsync<EchoException>(() => Echo().Fail(42));

        Assert.Equal(42, error.Code);
        Assert.Equal(1, scope.Attempts);
    }

    [Theory, MemberData(nameof(Sites))]
    public async Task Call_RequestContext_Arrives(string site)
    {
        using var scope = Prefer(site);
        RequestContext.Set("shopper", "ann");

        Assert.Equal("ann", await Echo().Context("shopper"));
    }

    [Theory, MemberData(nameof(Sites))]
    public async Task Call_Cancelled_ReachesTheGrain(string site)
    {
        using var scope = Prefer(site);
        using var cancel = new CancellationTokenSource();
        var grain = Echo();

        var waiting = grain.WaitForCancellation(cancel.Token);
        await grain.Waiting();
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.True(await grain.Cancelled());
    }

    [Theory, MemberData(nameof(Sites))]
    public async Task Enumeration_Routed_ComesWhole(string site)
    {
        using var scope = Prefer(site);
        var items = new List<string>();

        await foreach (var item in Echo().Count(250)) items.Add(item);

        Assert.Equal(Enumerable.Range(0, 250).Select(i => $"{site}{i}"), items);
    }

    [Fact]
    public async Task Enumeration_WishChangesMidway_StaysWithItsSite()
    {
        var items = new List<string>();
        using (Prefer("b"))
        {
            await foreach (var item in Echo().Count(300))
            {
                if (items.Count == 0) RouteScope.Begin(new RouteWish { PreferSite = TestClient.A });
                items.Add(item);
            }
        }

        Assert.Equal(Enumerable.Range(0, 300).Select(i => $"b{i}"), items);
    }

    [Fact]
    public async Task Enumeration_LeftEarly_EndsWithoutError()
    {
        using var scope = Prefer("b");

        await foreach (var item in Echo().Count(1_000_000))
            if (item == "b5") break;

        Assert.Equal("b", await Echo().Where());
    }

    [Theory, MemberData(nameof(Sites))]
    public async Task Reference_PassedAsArgument_IsOneOfTheReceivingCluster(string site)
    {
        using var scope = Prefer(site);

        Assert.Equal(site, await Echo().Ask(Echo()));
    }

    [Fact]
    public async Task Reference_Cast_StaysRouted()
    {
        using var scope = Prefer("b");
        var again = clusters.Client.GetGrain<IEchoGrain>(Echo().GetGrainId());

        Assert.Equal("b", await again.AsReference<IEchoGrain>().Where());
    }

    [Fact]
    public async Task Calls_Concurrent_AreEachCountedOnce()
    {
        var grain = Echo();

        var results = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => grain.Add()));

        Assert.Equal(Enumerable.Range(1, 500), results.Order());
    }

    [Fact]
    public async Task Reference_Returned_IsRouted()
    {
        var trial = clusters.Client.GetGrain<ITrialGrain>(Guid.NewGuid().ToString());
        var other = await trial.Other("returned");

        Assert.Equal("a", await other.Where());
        using var scope = Prefer("b");
        Assert.Equal("b", await other.Where());
    }

    [Theory, MemberData(nameof(Sites))]
    public async Task Call_OneWay_Arrives(string site)
    {
        using var scope = Prefer(site);
        var trial = clusters.Client.GetGrain<ITrialGrain>(Guid.NewGuid().ToString());
        await trial.Notify();

        Assert.Equal(site, await trial.Notified().WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Theory, MemberData(nameof(Sites))]
    public async Task Reference_ByEachKindOfKey_ReachesItsGrain(string site)
    {
        using var scope = Prefer(site);
        var id = Guid.NewGuid();
        var client = clusters.Client;

        Assert.Equal($"{site} {id}", await client.GetGrain<IGuidKeyGrain>(id).Key());
        Assert.Equal($"{site} -7", await client.GetGrain<IIntegerKeyGrain>(-7).Key());
        Assert.Equal($"{site} {id} x/y", await client.GetGrain<IGuidCompoundKeyGrain>(id, "x/y", null).Key());
        Assert.Equal($"{site} 42 ü", await client.GetGrain<IIntegerCompoundKeyGrain>(42, "ü", null).Key());
        Assert.Equal($"{site} {id}", await ((IGuidKeyGrain)client.GetGrain(typeof(IGuidKeyGrain), id)).Key());
        Assert.Equal($"{site} 9", await ((IIntegerKeyGrain)client.GetGrain(typeof(IIntegerKeyGrain), 9)).Key());
        Assert.Equal($"{site} 9 z", await ((IIntegerCompoundKeyGrain)client.GetGrain(typeof(IIntegerCompoundKeyGrain), 9, "z")).Key());
        Assert.Equal($"{site} {id} z", await ((IGuidCompoundKeyGrain)client.GetGrain(typeof(IGuidCompoundKeyGrain), id, "z")).Key());
        Assert.Equal(site, await ((IEchoGrain)client.GetGrain(typeof(IEchoGrain), "text")).Where());
        Assert.Equal(site, await client.GetGrain(Echo().GetGrainId()).AsReference<IEchoGrain>().Where());
    }

    [Fact]
    public void Reference_OfTheSameGrain_EqualsThatOfAPlainClient() =>
        Assert.Equal(clusters.Client.GetGrain<IEchoGrain>("same"), clusters.Client.GetCluster(TestClient.B).GetGrain<IEchoGrain>("same"));

    [Fact]
    public async Task Observer_AsArgumentOfARoutedCall_IsRefusedAndWorksOnItsCluster()
    {
        var b = clusters.Client.GetCluster(TestClient.B);
        var observer = new Observer();
        var reference = b.CreateObjectReference<ITrialObserver>(observer);
        var key = Guid.NewGuid().ToString();

        var error = await Assert.ThrowsAsync<NotSupportedException>(() => clusters.Client.GetGrain<ITrialGrain>(key).Tell(reference));
        Assert.Contains("GetCluster", error.Message, StringComparison.Ordinal);

        await b.GetGrain<ITrialGrain>(key).Tell(reference);
        Assert.Equal("b", await observer.Site.WaitAsync(TimeSpan.FromSeconds(10)));
        b.DeleteObjectReference<ITrialObserver>(reference);
    }

    [Fact]
    public void Observer_OnTheRoutedClient_IsRefusedWithTheRemedy()
    {
        var error = Assert.Throws<NotSupportedException>(() => clusters.Client.CreateObjectReference<IGrainObserver>(null!));

        Assert.Contains("GetCluster", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cluster_Pinned_IsTheSitesOwnClient()
    {
        Assert.Equal("b", await clusters.Client.GetCluster(TestClient.B).GetGrain<IEchoGrain>("pinned").Where());
        Assert.Throws<InvalidRequestException>(() => clusters.Client.GetCluster(SiteId.Parse("z")));
    }

    [Fact]
    public async Task Call_PinnedToAnUnknownSite_IsRefused()
    {
        using var scope = RouteScope.Begin(new RouteWish { Pin = SiteId.Parse("z") });

        await Assert.ThrowsAsync<InvalidRequestException>(() => Echo().Where());
    }

    private static RouteScope Prefer(string site) => RouteScope.Begin(new RouteWish { PreferSite = SiteId.Parse(site) });

    private IEchoGrain Echo() => clusters.Client.GetGrain<IEchoGrain>(Guid.NewGuid().ToString());

    private sealed class Observer : ITrialObserver
    {
        private readonly TaskCompletionSource<string> _site = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Site => _site.Task;

        public Task Told(string site)
        {
            _site.TrySetResult(site);
            return Task.CompletedTask;
        }
    }
}
