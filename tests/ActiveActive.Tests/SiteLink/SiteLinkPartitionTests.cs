using ActiveActive.SiteLink;
using static ActiveActive.Tests.SiteLink.LinkHost;

namespace ActiveActive.Tests.SiteLink;

/// <summary>Cuts and delays on command, per direction (F6, F7).</summary>
public sealed class SiteLinkPartitionTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cut_WhatTheCallerSends_NeverReachesTheHandlerUntilHealed(bool atTheCaller)
    {
        var handler = new ScriptedHandler();
        await using var pair = await LinkPair.StartAsync(services: s => s.Add(handler));
        if (atTheCaller) pair.Dialling.Faults.Inject(new(B, SiteLinkDirection.Outgoing, true, TimeSpan.Zero, Minute));
        else pair.Answering.Faults.Inject(new(A, SiteLinkDirection.Incoming, true, TimeSpan.Zero, Minute));
        var call = pair.Peer.CallAsync("test", new byte[1], TimeSpan.FromMilliseconds(500)).AsTask();
        var second = pair.Peer.CallAsync("test", new byte[1], Deadline).AsTask();
        Assert.True(SpinWait.SpinUntil(() => pair.Peer.Status.QueuedBytes == 0, Limit), "the requests never left the queue");

        pair.Clock.Advance(TimeSpan.FromMilliseconds(500));
        var failure = await Assert.ThrowsAsync<SiteLinkException>(() => call.WaitAsync(Limit));

        // A cut network does not say whether the request arrived: neither does a cut on command.
        Assert.Equal((SiteLinkError.DeadlineExceeded, CallOutcome.Unknown), (failure.Error, failure.Outcome));
        Assert.Empty(handler.Seen);
        pair.Dialling.Faults.HealAll();
        pair.Answering.Faults.HealAll();
        await second.WaitAsync(Limit);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cut_WhatTheHandlerAnswers_IsAppliedButUnknown(bool atTheCaller)
    {
        var handler = new ScriptedHandler();
        await using var pair = await LinkPair.StartAsync(services: s => s.Add(handler));
        if (atTheCaller) pair.Dialling.Faults.Inject(new(B, SiteLinkDirection.Incoming, true, TimeSpan.Zero, Minute));
        else pair.Answering.Faults.Inject(new(A, SiteLinkDirection.Outgoing, true, TimeSpan.Zero, Minute));
        var call = pair.Peer.CallAsync("test", new byte[1], TimeSpan.FromMilliseconds(500)).AsTask();
        await handler.Entered.Task.WaitAsync(Limit);

        pair.Clock.Advance(TimeSpan.FromMilliseconds(500));

        var failure = await Assert.ThrowsAsync<SiteLinkException>(() => call.WaitAsync(Limit));
        Assert.Equal(CallOutcome.Unknown, failure.Outcome);
        Assert.Single(handler.Seen);
    }

    [Fact]
    public async Task Cut_ItsDurationPasses_TheAnswerComesAfterAll()
    {
        var handler = new ScriptedHandler();
        await using var pair = await LinkPair.StartAsync(
            o => (o.KeepAliveInterval, o.KeepAliveTimeout) = (TimeSpan.FromSeconds(30), Minute), s => s.Add(handler));
        pair.Dialling.Faults.Inject(new(B, SiteLinkDirection.Outgoing, true, TimeSpan.Zero, TimeSpan.FromSeconds(2)));
        var call = pair.Peer.CallAsync("test", new byte[1], Deadline).AsTask();
        Assert.Empty(handler.Seen);

        pair.Clock.Advance(TimeSpan.FromSeconds(2));

        await call.WaitAsync(Limit);
        Assert.Empty(pair.Dialling.Faults.Active);
    }

    [Fact]
    public async Task Cut_NewConnections_DoNotComeUpEither()
    {
        await using var pair = await LinkPair.StartAsync();
        await using var caller = await LinkHost.StartAsync(A, "a-2", pair.Files[A], pair.Clock, [(B, ["https://127.0.0.1:1", pair.Answering.Url])], o => o.ReconnectMinDelay = TimeSpan.FromSeconds(1));
        pair.Answering.Faults.Inject(new(A, SiteLinkDirection.Outgoing, true, TimeSpan.Zero, Minute));
        await using var late = await LinkHost.StartAsync(A, "a-3", pair.Files[A], pair.Clock, [(B, [pair.Answering.Url])]);
        await pair.Answering.Events.WaitAsync<SiteLinkEvent.Accepted>(e => e.RemoteName == "a-3");

        pair.Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Contains("no answer within 3 s", (await late.Events.WaitAsync<SiteLinkEvent.ConnectFailed>()).Reason, StringComparison.Ordinal);
        Assert.False(late.Link.GetPeer(B).Status.IsConnected);
    }

    [Fact]
    public async Task Delay_EachWay_AddsUpInTheMeasuredRoundTrip()
    {
        await using var pair = await LinkPair.StartAsync(o => (o.KeepAliveInterval, o.KeepAliveTimeout) = (TimeSpan.FromSeconds(30), Minute));
        while (pair.Clock.TakeArmed())
        {
            // Waits armed before the fault are not the ones to follow.
        }

        pair.Dialling.Faults.Inject(new(B, SiteLinkDirection.Outgoing, false, TimeSpan.FromMilliseconds(40), Minute));
        pair.Dialling.Faults.Inject(new(B, SiteLinkDirection.Incoming, false, TimeSpan.FromMilliseconds(40), Minute));
        var measuring = pair.Peer.MeasureRoundTripAsync(Deadline).AsTask();

        // The line out, then the line in.
        await pair.Clock.ArmedAsync();
        pair.Clock.Advance(TimeSpan.FromMilliseconds(40));
        await pair.Clock.ArmedAsync();
        pair.Clock.Advance(TimeSpan.FromMilliseconds(40));

        Assert.Equal(TimeSpan.FromMilliseconds(80), await measuring.WaitAsync(Limit));
        Assert.Equal(TimeSpan.FromMilliseconds(80), pair.Peer.Status.LastRoundTrip);
    }
}
