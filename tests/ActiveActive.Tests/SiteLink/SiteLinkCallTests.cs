using System.Text;
using ActiveActive.SiteLink;
using Microsoft.Extensions.DependencyInjection;
using static ActiveActive.Tests.SiteLink.LinkHost;

namespace ActiveActive.Tests.SiteLink;

public sealed class SiteLinkCallTests
{
    [Fact]
    public async Task Call_Echo_ReturnsThePayloadAndMeasures()
    {
        await using var pair = await LinkPair.StartAsync();

        var answer = await pair.Peer.CallAsync("sitelink.echo", "hello"u8.ToArray(), Deadline);
        await pair.Peer.MeasureRoundTripAsync(Deadline);

        Assert.Equal("hello"u8, answer.Span);
        Assert.True(pair.Peer.Status is { IsConnected: true, RemoteName: "b-1", RoundTrip: not null, LastRoundTrip: not null, CallsInFlight: 0, QueuedBytes: 0 });
    }

    [Fact]
    public async Task Call_ManyAtOnce_EachGetsItsOwnAnswerInFewMessages()
    {
        await using var pair = await LinkPair.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 2000).Select(async i =>
            (i, Encoding.ASCII.GetString((await pair.Peer.CallAsync("sitelink.echo", Encoding.ASCII.GetBytes($"call {i}"), Deadline)).Span))));

        Assert.All(answers, pair => Assert.Equal($"call {pair.i}", pair.Item2));
        Assert.Equal(0, pair.Peer.Status.CallsInFlight);
    }

    [Fact]
    public async Task Call_HandlersBegin_InTheOrderOfTheCalls()
    {
        var handler = new ScriptedHandler();
        await using var pair = await LinkPair.StartAsync(services: s => s.Add(handler));

        var calls = Enumerable.Range(0, 500).Select(i => pair.Peer.CallAsync("test", BitConverter.GetBytes(i), Deadline).AsTask()).ToArray();
        await Task.WhenAll(calls).WaitAsync(Limit);

        Assert.Equal(Enumerable.Range(0, 500), handler.Seen.Select(payload => BitConverter.ToInt32(payload)));
    }

    [Fact]
    public async Task Call_HandlerKnowsTheCaller_ByItsCertificate()
    {
        var handler = new ScriptedHandler();
        await using var pair = await LinkPair.StartAsync(services: s => s.Add(handler));

        await pair.Peer.CallAsync("test", new byte[1], Deadline);

        Assert.Equal((A, "a-1"), (handler.LastFrom, handler.LastName));
    }

    [Fact]
    public async Task Call_UnknownHandler_IsNotApplied()
    {
        await using var pair = await LinkPair.StartAsync();

        var failure = await FailAsync(pair.Peer.CallAsync("no.such", new byte[1], Deadline));

        Assert.Equal((SiteLinkError.UnknownHandler, CallOutcome.NotApplied), (failure.Error, failure.Outcome));
    }

    [Theory]
    [InlineData(1025, true)]
    [InlineData(1024, false)]
    public async Task Call_RequestAtTheLimit_IsRefusedOnlyAboveIt(int bytes, bool refused)
    {
        await using var pair = await LinkPair.StartAsync(o => (o.MaxPayloadBytes, o.MaxQueuedBytes, o.StreamQueueBytes) = (1024, 1 << 20, 1 << 20));

        var call = pair.Peer.CallAsync("sitelink.echo", new byte[bytes], Deadline);

        if (!refused) Assert.Equal(bytes, (await call).Length);
        else Assert.True(await FailAsync(call) is { Error: SiteLinkError.PayloadTooLarge, Outcome: CallOutcome.NotApplied });
    }

    [Fact]
    public async Task Call_OtherEndTakesLess_TheSmallerLimitCounts()
    {
        await using var pair = await LinkPair.StartAsync(answering: o => (o.MaxPayloadBytes, o.MaxQueuedBytes, o.StreamQueueBytes) = (1024, 1 << 20, 1 << 20));

        Assert.Equal(SiteLinkError.PayloadTooLarge, (await FailAsync(pair.Peer.CallAsync("sitelink.echo", new byte[1025], Deadline))).Error);
    }

    [Fact]
    public async Task Call_AnswerOverTheLimit_SaysApplied()
    {
        var handler = new ScriptedHandler { Answer = new byte[2000] };
        await using var pair = await LinkPair.StartAsync(o => (o.MaxPayloadBytes, o.MaxQueuedBytes, o.StreamQueueBytes) = (1024, 1 << 20, 1 << 20), s => s.Add(handler));

        var failure = await FailAsync(pair.Peer.CallAsync("test", new byte[1], Deadline));

        Assert.Equal((SiteLinkError.ResponseTooLarge, CallOutcome.Applied), (failure.Error, failure.Outcome));
    }

    [Fact]
    public async Task Call_HandlerThrowsTypedFailure_ItsOutcomeAndSlugTravel()
    {
        var handler = new ScriptedHandler { Failure = new ConflictException("taken") };
        await using var pair = await LinkPair.StartAsync(services: s => s.Add(handler));

        var failure = await FailAsync(pair.Peer.CallAsync("test", new byte[1], Deadline));

        Assert.Equal((SiteLinkError.HandlerFailed, CallOutcome.NotApplied, ErrorSlugs.Conflict, "taken"), (failure.Error, failure.Outcome, failure.Slug, failure.Message));
    }

    [Fact]
    public async Task Call_HandlerThrows_OutcomeIsUnknownAndItsTextStaysHome()
    {
        var handler = new ScriptedHandler { Failure = new InvalidOperationException("secret") };
        await using var pair = await LinkPair.StartAsync(services: s => s.Add(handler));

        var failure = await FailAsync(pair.Peer.CallAsync("test", new byte[1], Deadline));

        Assert.Equal((SiteLinkError.HandlerFailed, CallOutcome.Unknown), (failure.Error, failure.Outcome));
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_DeadlinePasses_OutcomeIsUnknownAndTheHandlerIsCancelled()
    {
        var handler = new ScriptedHandler { Blocks = true };
        await using var pair = await LinkPair.StartAsync(services: s => s.Add(handler));
        var call = pair.Peer.CallAsync("test", new byte[1], TimeSpan.FromSeconds(2)).AsTask();
        await handler.Entered.Task.WaitAsync(Limit);

        pair.Clock.Advance(TimeSpan.FromSeconds(2));

        var failure = await Assert.ThrowsAsync<SiteLinkException>(() => call.WaitAsync(Limit));
        Assert.Equal((SiteLinkError.DeadlineExceeded, CallOutcome.Unknown), (failure.Error, failure.Outcome));
        await handler.Cancelled.Task.WaitAsync(Limit);
    }

    [Fact]
    public async Task Call_CallerCancels_TheHandlerIsCancelledAndTheSlotIsFree()
    {
        var handler = new ScriptedHandler { Blocks = true };
        await using var pair = await LinkPair.StartAsync(o => o.MaxCallsInFlight = 1, s => s.Add(handler));
        using var cancel = new CancellationTokenSource();
        var call = pair.Peer.CallAsync("test", new byte[1], Deadline, cancel.Token).AsTask();
        await handler.Entered.Task.WaitAsync(Limit);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Limit));
        await handler.Cancelled.Task.WaitAsync(Limit);
        Assert.Equal(1, (await pair.Peer.CallAsync("sitelink.echo", new byte[1], Deadline)).Length);
    }

    [Fact]
    public async Task Call_AlreadyCancelled_SendsNothing()
    {
        var handler = new ScriptedHandler();
        await using var pair = await LinkPair.StartAsync(services: s => s.Add(handler));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pair.Peer.CallAsync("test", new byte[1], Deadline, new CancellationToken(true)));
        await pair.Peer.MeasureRoundTripAsync(Deadline);

        Assert.Empty(handler.Seen);
    }

    [Fact]
    public async Task Call_TooManyInFlight_FailsAtOnceAsNotApplied()
    {
        var handler = new ScriptedHandler { Blocks = true };
        await using var pair = await LinkPair.StartAsync(o => o.MaxCallsInFlight = 2, s => s.Add(handler));
        var held = new[] { pair.Peer.CallAsync("test", new byte[1], Deadline).AsTask(), pair.Peer.CallAsync("test", new byte[1], Deadline).AsTask() };

        var failure = await FailAsync(pair.Peer.CallAsync("test", new byte[1], Deadline));

        Assert.Equal((SiteLinkError.Overloaded, CallOutcome.NotApplied, ErrorSlugs.Overloaded), (failure.Error, failure.Outcome, failure.Slug));
        handler.Release.TrySetResult();
        await Task.WhenAll(held).WaitAsync(Limit);
    }

    [Fact]
    public async Task Call_OtherEndHandlesTooMany_IsRefusedThereAsNotApplied()
    {
        var handler = new ScriptedHandler { Blocks = true };
        await using var pair = await LinkPair.StartAsync(answering: o => o.MaxCallsHandled = 1, services: s => s.Add(handler));
        var held = pair.Peer.CallAsync("test", new byte[1], Deadline).AsTask();
        await handler.Entered.Task.WaitAsync(Limit);

        var failure = await FailAsync(pair.Peer.CallAsync("test", new byte[1], Deadline));

        Assert.Equal((SiteLinkError.PeerOverloaded, CallOutcome.NotApplied), (failure.Error, failure.Outcome));
        handler.Release.TrySetResult();
        await held.WaitAsync(Limit);
    }

    [Fact]
    public async Task Call_QueueIsFull_FailsAtOnceAsNotApplied()
    {
        await using var pair = await LinkPair.StartAsync(o => (o.MaxPayloadBytes, o.MaxQueuedBytes, o.StreamQueueBytes) = (100_000, 100_000, 100_000));

        // More at once than one writer can have taken: the rest must be refused, not queued.
        var calls = Enumerable.Range(0, 200).Select(_ => Task.Run(async () =>
        {
            try
            {
                await pair.Peer.CallAsync("sitelink.echo", new byte[60_000], Deadline);
                return null;
            }
            catch (SiteLinkException e)
            {
                return e;
            }
        })).ToArray();
        var failures = (await Task.WhenAll(calls)).OfType<SiteLinkException>().ToArray();

        Assert.NotEmpty(failures);
        Assert.All(failures, e => Assert.Equal((SiteLinkError.Overloaded, CallOutcome.NotApplied), (e.Error, e.Outcome)));
        Assert.Equal(0, pair.Peer.Status.QueuedBytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("with space")]
    public async Task Call_IllegalName_IsTheCallersBug(string handler)
    {
        await using var pair = await LinkPair.StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(async () => await pair.Peer.CallAsync(handler, new byte[1], Deadline));
    }

    [Fact]
    public async Task GetPeer_NotConfigured_SaysHowToConfigureIt()
    {
        await using var pair = await LinkPair.StartAsync();

        var failure = Assert.Throws<SiteLinkException>(() => pair.Dialling.Link.GetPeer(SiteId.Parse("c")));

        Assert.Contains("SiteLink:Peers:c", failure.Message, StringComparison.Ordinal);
    }

    private static Task<SiteLinkException> FailAsync(ValueTask<ReadOnlyMemory<byte>> call) =>
        Assert.ThrowsAsync<SiteLinkException>(() => call.AsTask().WaitAsync(Limit));
}
