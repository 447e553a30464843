using ActiveActive.SiteLink;
using static ActiveActive.Tests.SiteLink.LinkHost;

namespace ActiveActive.Tests.SiteLink;

/// <summary>Losing and finding the other site: fail-over between endpoints, silence, planned stops.</summary>
public sealed class SiteLinkConnectionTests
{
    [Fact]
    public async Task Connection_FirstEndpointIsDead_TheNextIsUsedAtOnce()
    {
        await using var pair = await LinkPair.StartAsync();
        await using var caller = await LinkHost.StartAsync(A, "a-2", pair.Files[A], pair.Clock, [(B, ["https://127.0.0.1:1", pair.Answering.Url])]);

        await caller.Link.GetPeer(B).WaitForConnectionAsync().WaitAsync(Limit);

        var status = caller.Link.GetPeer(B).Status;
        Assert.Equal(pair.Answering.Url, status.Endpoint!.ToString().TrimEnd('/'));
        Assert.All(caller.Events.Of<SiteLinkEvent.ConnectFailed>(), e => Assert.Equal(TimeSpan.Zero, e.Pause));
    }

    [Fact]
    public async Task Connection_PeerDies_WaitingCallsAreUnknownAndTheNextEndpointTakesOver()
    {
        var handler = new ScriptedHandler { Blocks = true };
        await using var pair = await LinkPair.StartAsync();
        await using var first = await LinkHost.StartAsync(B, "b-2", pair.Files[B], pair.Clock, [(A, ["https://127.0.0.1:1"])], o => o.DrainTimeout = TimeSpan.Zero, s => s.Add(handler));
        await using var caller = await LinkHost.StartAsync(A, "a-2", pair.Files[A], pair.Clock, [(B, [first.Url])]);
        var peer = caller.Link.GetPeer(B);
        await peer.WaitForConnectionAsync().WaitAsync(Limit);
        var call = peer.CallAsync("test", new byte[1], Deadline).AsTask();
        await handler.Entered.Task.WaitAsync(Limit);

        await first.StopAsync();

        var failure = await Assert.ThrowsAsync<SiteLinkException>(() => call.WaitAsync(Limit));
        Assert.Equal(CallOutcome.Unknown, failure.Outcome);
        await handler.Cancelled.Task.WaitAsync(Limit);
        await caller.Events.WaitAsync<SiteLinkEvent.Disconnected>();
        var refused = await Assert.ThrowsAsync<SiteLinkException>(async () => await peer.CallAsync("test", new byte[1], Deadline));
        Assert.Equal((SiteLinkError.PeerUnreachable, CallOutcome.NotApplied), (refused.Error, refused.Outcome));
    }

    [Fact]
    public async Task Connection_PeerStopsInOrder_CallsUnderWayFinishAndTheNextGoElsewhere()
    {
        var handler = new ScriptedHandler { Blocks = true, Answer = [7] };
        await using var pair = await LinkPair.StartAsync();
        await using var leaving = await LinkHost.StartAsync(B, "b-2", pair.Files[B], pair.Clock, [(A, ["https://127.0.0.1:1"])], services: s => s.Add(handler));
        await using var caller = await LinkHost.StartAsync(A, "silo", pair.Files[A], pair.Clock, [(B, Ordered("silo", leaving.Url, pair.Answering.Url))]);
        var peer = caller.Link.GetPeer(B);
        await peer.WaitForConnectionAsync().WaitAsync(Limit);
        Assert.Equal("b-2", peer.Status.RemoteName);
        var call = peer.CallAsync("test", new byte[1], Deadline).AsTask();
        await handler.Entered.Task.WaitAsync(Limit);

        var stopping = leaving.StopAsync();
        await caller.Events.WaitAsync<SiteLinkEvent.Connected>(e => e.RemoteName == "b-1");
        Assert.Equal(1, (await peer.CallAsync("sitelink.echo", new byte[1], Deadline)).Length);
        handler.Release.TrySetResult();

        Assert.Equal(7, (await call.WaitAsync(Limit)).Span[0]);
        await stopping.WaitAsync(Limit);
        Assert.Empty(caller.Events.Of<SiteLinkEvent.Disconnected>());
    }

    [Fact]
    public async Task Connection_PeerFallsSilent_IsGivenUpAfterTheTimeoutAndReconnected()
    {
        await using var pair = await LinkPair.StartAsync();
        pair.Answering.Faults.Inject(new(A, SiteLinkDirection.Outgoing, true, TimeSpan.Zero, TimeSpan.FromMinutes(1)));

        pair.Clock.Advance(TimeSpan.FromSeconds(1));
        pair.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.True(pair.Peer.Status.IsConnected);
        pair.Clock.Advance(TimeSpan.FromSeconds(1));
        var lost = await pair.Dialling.Events.WaitAsync<SiteLinkEvent.Disconnected>();
        Assert.Contains("ping", lost.Reason, StringComparison.Ordinal);

        pair.Answering.Faults.HealAll();
        await AdvanceUntilAsync(pair, () => pair.Peer.Status.IsConnected);
        Assert.Equal(2, pair.Peer.Status.Connections);
    }

    [Fact]
    public async Task Connection_EveryEndpointFails_PausesGrowUpToTheBound()
    {
        await using var pair = await LinkPair.StartAsync(o => (o.ReconnectMinDelay, o.ReconnectMaxDelay, o.DrainTimeout) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500), TimeSpan.Zero));
        await pair.Answering.StopAsync();

        await AdvanceUntilAsync(pair, () => pair.Dialling.Events.Of<SiteLinkEvent.ConnectFailed>().Count >= 5);

        // The lost connection counts as the first failure, unless the request to leave was heard before it was lost.
        var pauses = pair.Dialling.Events.Of<SiteLinkEvent.ConnectFailed>().Select(e => e.Pause.TotalMilliseconds).SkipWhile(ms => ms < 200).Take(4);
        Assert.Equal([200, 400, 500, 500], pauses);
    }

    [Fact]
    public async Task Silo_SilentCaller_IsReleasedByTheAnsweringEnd()
    {
        await using var pair = await LinkPair.StartAsync();
        await pair.Answering.Events.WaitAsync<SiteLinkEvent.Accepted>();
        pair.Dialling.Faults.Inject(new(B, SiteLinkDirection.Outgoing, true, TimeSpan.Zero, TimeSpan.FromMinutes(5)));

        for (var i = 0; i < 10; i++) pair.Clock.Advance(TimeSpan.FromSeconds(1));

        await pair.Answering.Events.WaitAsync<SiteLinkEvent.Released>();
    }

    /// <summary>Endpoints in an order that makes the named silo begin with the first of the two given.</summary>
    private static string[] Ordered(string name, string first, string second)
    {
        var rotation = new EndpointRotation([new Uri(first), new Uri(second)], name, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        return rotation.Current == new Uri(first) ? [first, second] : [second, first];
    }

    /// <summary>Moves time each time somebody has begun to wait on it, until the condition holds.</summary>
    private static async Task AdvanceUntilAsync(LinkPair pair, Func<bool> reached)
    {
        for (var i = 0; i < 200 && !reached(); i++)
        {
            await pair.Clock.ArmedAsync();
            pair.Clock.Advance(TimeSpan.FromMilliseconds(500));
        }

        Assert.True(reached(), "time moved 200 steps without the expected change");
    }
}
