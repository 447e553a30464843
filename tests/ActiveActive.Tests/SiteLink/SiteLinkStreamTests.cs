using ActiveActive.SiteLink;
using Microsoft.Extensions.DependencyInjection;
using static ActiveActive.Tests.SiteLink.LinkHost;

namespace ActiveActive.Tests.SiteLink;

public sealed class SiteLinkStreamTests
{
    [Fact]
    public async Task Stream_BothWays_CarriesEverythingInOrder()
    {
        await using var pair = await StartAsync(new EchoStream());
        await using var stream = await pair.Peer.OpenStreamAsync("test.stream", "opening"u8.ToArray(), Deadline);

        var reading = ReadAsync(stream);
        for (var i = 0; i < 1000; i++) await stream.WriteAsync(BitConverter.GetBytes(i));
        await stream.CompleteAsync();

        Assert.Equal(["opening", .. Enumerable.Range(0, 1000).Select(i => i.ToString())], await reading.WaitAsync(Limit));
    }

    [Fact]
    public async Task Stream_SlowReader_StopsTheWriterAndThenLetsItGoOn()
    {
        var handler = new SlowStream();
        await using var pair = await StartAsync(handler, o => (o.MaxPayloadBytes, o.MaxQueuedBytes, o.StreamQueueBytes) = (256 << 10, 1 << 20, 256 << 10));
        await using var stream = await pair.Peer.OpenStreamAsync("test.stream", default, Deadline);
        var payload = new byte[256 << 10];

        // HTTP/2 windows and socket buffers take a bounded part; then the queue fills, and stays full.
        var written = 0;
        while (written < 2000 && await HasRoomAsync(stream, payload)) written++;
        Assert.InRange(written, 1, 1000);
        Assert.False(stream.TryWrite(payload));
        var waiting = stream.WriteAsync(payload).AsTask();
        Assert.False(waiting.IsCompleted);

        handler.Read.TrySetResult();
        await waiting.WaitAsync(Limit);
        await stream.CompleteAsync();

        Assert.Equal(written + 1, await handler.Count.Task.WaitAsync(Limit));
    }

    [Fact]
    public async Task Stream_HandlerFails_TheOtherEndLearnsItsOutcome()
    {
        await using var pair = await StartAsync(new FailingStream(new ConflictException("no")));
        await using var stream = await pair.Peer.OpenStreamAsync("test.stream", default, Deadline);

        var failure = await Assert.ThrowsAsync<SiteLinkException>(() => ReadAsync(stream).WaitAsync(Limit));

        Assert.Equal((SiteLinkError.HandlerFailed, CallOutcome.NotApplied, ErrorSlugs.Conflict), (failure.Error, failure.Outcome, failure.Slug));
    }

    [Fact]
    public async Task Stream_UnknownHandler_IsNotApplied()
    {
        await using var pair = await LinkPair.StartAsync();

        var failure = await Assert.ThrowsAsync<SiteLinkException>(() => pair.Peer.OpenStreamAsync("no.such", default, Deadline).AsTask());

        Assert.Equal((SiteLinkError.UnknownHandler, CallOutcome.NotApplied), (failure.Error, failure.Outcome));
        Assert.Equal(0, pair.Peer.Status.Streams);
    }

    [Fact]
    public async Task Stream_TooMany_FailsAtOnceAndAClosedOneMakesRoom()
    {
        await using var pair = await StartAsync(new EchoStream(), o => o.MaxStreams = 1);
        var first = await pair.Peer.OpenStreamAsync("test.stream", default, Deadline);

        var failure = await Assert.ThrowsAsync<SiteLinkException>(() => pair.Peer.OpenStreamAsync("test.stream", default, Deadline).AsTask());
        Assert.Equal((SiteLinkError.Overloaded, CallOutcome.NotApplied), (failure.Error, failure.Outcome));
        var reading = ReadAsync(first);
        await first.CompleteAsync();
        await reading.WaitAsync(Limit);
        await first.DisposeAsync();

        Assert.Equal(0, pair.Peer.Status.Streams);
    }

    [Fact]
    public async Task Stream_PayloadOverTheLimit_IsRefusedAndTheStreamGoesOn()
    {
        await using var pair = await StartAsync(new EchoStream(), o => (o.MaxPayloadBytes, o.MaxQueuedBytes, o.StreamQueueBytes) = (1024, 1 << 20, 1 << 20));
        await using var stream = await pair.Peer.OpenStreamAsync("test.stream", default, Deadline);
        var reading = ReadAsync(stream);

        Assert.Equal(SiteLinkError.PayloadTooLarge, (await Assert.ThrowsAsync<SiteLinkException>(() => stream.WriteAsync(new byte[1025]).AsTask())).Error);
        await stream.WriteAsync(BitConverter.GetBytes(5));
        await stream.CompleteAsync();

        Assert.Equal(["", "5"], await reading.WaitAsync(Limit));
    }

    [Fact]
    public async Task Stream_OpenerLeaves_TheHandlerIsCancelled()
    {
        var handler = new SlowStream();
        await using var pair = await StartAsync(handler);
        var stream = await pair.Peer.OpenStreamAsync("test.stream", default, Deadline);

        await stream.DisposeAsync();

        await handler.Cancelled.Task.WaitAsync(Limit);
        await Assert.ThrowsAsync<SiteLinkException>(() => stream.WriteAsync(new byte[1]).AsTask());
    }

    [Fact]
    public async Task Stream_ConnectionIsLost_BothEndsLearnIt()
    {
        var handler = new SlowStream();
        await using var pair = await StartAsync(handler, o => o.DrainTimeout = TimeSpan.Zero);
        await using var stream = await pair.Peer.OpenStreamAsync("test.stream", default, Deadline);
        var reading = ReadAsync(stream);

        await pair.Answering.StopAsync();

        Assert.Equal(CallOutcome.Unknown, (await Assert.ThrowsAsync<SiteLinkException>(() => reading.WaitAsync(Limit))).Outcome);
        await handler.Cancelled.Task.WaitAsync(Limit);
    }

    [Fact]
    public async Task Stream_CancelledRead_LosesNothing()
    {
        await using var pair = await StartAsync(new EchoStream());
        await using var stream = await pair.Peer.OpenStreamAsync("test.stream", default, Deadline);
        using var cancel = new CancellationTokenSource();
        await using var reader = stream.ReadAllAsync(cancel.Token).GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync());
        var next = reader.MoveNextAsync().AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(Limit));

        await stream.WriteAsync(BitConverter.GetBytes(1));
        await stream.CompleteAsync();

        Assert.Equal(["1"], await ReadAsync(stream).WaitAsync(Limit));
    }

    [Fact]
    public async Task Stream_Faults_DelayAndCutActOnItToo()
    {
        await using var pair = await StartAsync(new EchoStream());
        await using var stream = await pair.Peer.OpenStreamAsync("test.stream", default, Deadline);
        await using var reader = stream.ReadAllAsync().GetAsyncEnumerator();
        Assert.True(await reader.MoveNextAsync());
        pair.Answering.Faults.Inject(new(A, SiteLinkDirection.Outgoing, true, TimeSpan.Zero, TimeSpan.FromMinutes(1)));
        pair.Dialling.Faults.Inject(new(B, SiteLinkDirection.Incoming, true, TimeSpan.Zero, TimeSpan.FromMinutes(1)));

        await stream.WriteAsync(BitConverter.GetBytes(1));
        var next = reader.MoveNextAsync().AsTask();
        pair.Answering.Faults.HealAll();
        Assert.False(next.IsCompleted);
        pair.Dialling.Faults.HealAll();

        Assert.True(await next.WaitAsync(Limit));
        Assert.Equal(1, BitConverter.ToInt32(reader.Current.Span));
    }

    /// <summary>Whether the writer takes one more payload: that it never will shows only in its not doing so for a while.</summary>
    private static async Task<bool> HasRoomAsync(ISiteLinkDuplex stream, byte[] payload)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        try
        {
            await stream.WriteAsync(payload, patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<List<string>> ReadAsync(ISiteLinkDuplex stream)
    {
        var read = new List<string>();
        await foreach (var payload in stream.ReadAllAsync())
            read.Add(payload.Length == 4 ? BitConverter.ToInt32(payload.Span).ToString() : System.Text.Encoding.ASCII.GetString(payload.Span));
        return read;
    }

    private static Task<LinkPair> StartAsync<T>(T handler, Action<SiteLinkOptions>? options = null) where T : class, ISiteLinkStreamHandler =>
        LinkPair.StartAsync(options, s => s.AddSingleton(handler).AddSiteLinkStreamHandler<T>("test.stream"));

    private sealed class EchoStream : ISiteLinkStreamHandler
    {
        public async Task HandleAsync(ISiteLinkDuplex stream, SiteLinkRequest opening, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(opening.Payload, cancellationToken);
            await foreach (var payload in stream.ReadAllAsync(cancellationToken)) await stream.WriteAsync(payload, cancellationToken);
        }
    }

    private sealed class SlowStream : ISiteLinkStreamHandler
    {
        public TaskCompletionSource Read { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<int> Count { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task HandleAsync(ISiteLinkDuplex stream, SiteLinkRequest opening, CancellationToken cancellationToken)
        {
            try
            {
                await Read.Task.WaitAsync(cancellationToken);
                var count = 0;
                await foreach (var _ in stream.ReadAllAsync(cancellationToken)) count++;
                Count.TrySetResult(count);
            }
            catch (OperationCanceledException)
            {
                Cancelled.TrySetResult();
                throw;
            }
        }
    }

    private sealed class FailingStream(Exception failure) : ISiteLinkStreamHandler
    {
        public Task HandleAsync(ISiteLinkDuplex stream, SiteLinkRequest opening, CancellationToken cancellationToken) => Task.FromException(failure);
    }
}
