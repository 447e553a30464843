using System.Runtime.CompilerServices;
using System.Text;
using Grpc.Core;

namespace ActiveActive.SiteLink;

/// <summary>One end of a stream; the same at both sides but for who speaks first and who owns the gRPC call.</summary>
internal sealed class DuplexEnd : ISiteLinkDuplex
{
    private readonly LinkContext _context;
    private readonly int _maxPayload;
    private readonly IAsyncStreamReader<LinkMessage> _reader;
    private readonly OutgoingQueue _queue;
    private readonly CancellationTokenSource _ended;
    private readonly Action _released;
    private readonly IDisposable? _call;
    private readonly Task _writing;
    private readonly Lock _lock = new();
    private SiteLinkException? _broken;
    private TaskCompletionSource? _room;
    private EndFrame? _end;
    private long _queuedBytes;
    private Task<bool>? _moving;
    private LinkMessage? _message;
    private FrameReader _frames;
    private bool _readToEnd;
    private int _disposed;

    private DuplexEnd(
        LinkContext context,
        SiteId peer,
        string handler,
        int maxPayload,
        IAsyncStreamReader<LinkMessage> reader,
        Func<LinkMessage, Task> write,
        IDisposable? call,
        CancellationTokenSource ended,
        Action released)
    {
        (_context, Peer, Handler, _maxPayload, _call, _ended, _released) = (context, peer, handler, maxPayload, call, ended, released);
        var probe = context.Line(peer, SiteLinkDirection.Incoming, static _ => ValueTask.CompletedTask, ended.Token);
        _reader = probe is null ? reader : new HeldReader(reader, deliver => context.Line(peer, SiteLinkDirection.Incoming, deliver, ended.Token)!, ended.Token);
        _queue = new OutgoingQueue(
            write, context.Options.MaxBatchBytes, deliver => context.Line(peer, SiteLinkDirection.Outgoing, deliver, ended.Token), context.Metrics);
        _writing = WriteQueuedAsync();
    }

    public SiteId Peer { get; }

    public string Handler { get; private set; }

    /// <summary>The end that opens a stream.</summary>
    public static DuplexEnd Client(
        LinkContext context,
        SiteId peer,
        string handler,
        int maxPayload,
        AsyncDuplexStreamingCall<LinkMessage, LinkMessage> call,
        CancellationTokenSource ended,
        Action released) =>
        new(context, peer, handler, maxPayload, call.ResponseStream, message => call.RequestStream.WriteAsync(message), call, ended, released);

    /// <summary>The end that is opened.</summary>
    public static DuplexEnd Server(
        LinkContext context,
        SiteId peer,
        IAsyncStreamReader<LinkMessage> reader,
        IServerStreamWriter<LinkMessage> writer,
        CancellationTokenSource ended) =>
        new(context, peer, "", context.Options.MaxPayloadBytes, reader, message => writer.WriteAsync(message), null, ended, static () => { });

    /// <summary>Says what the stream is for, and waits for the other end to accept it.</summary>
    public async Task OpenAsync(ReadOnlyMemory<byte> opening, TimeSpan deadline, CancellationToken cancellationToken)
    {
        // Copied: the caller's memory may change once this call has ended early.
        _queue.TryEnqueue(new OpenFrame(Handler, opening.ToArray()));
        using var timeout = new CancellationTokenSource(deadline, _context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        Frame? answer;
        try
        {
            answer = await NextFrameAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new SiteLinkException(SiteLinkError.DeadlineExceeded, CallOutcome.Unknown, Peer, $"site {Peer} did not accept stream {Handler} within {deadline.TotalMilliseconds:0} ms.", e);
        }

        if (answer?.Kind != FrameKind.Accept) throw Break(SiteLinkError.StreamFailed, $"site {Peer} answered the opening of stream {Handler} with {answer?.Kind.ToString() ?? "nothing"}.");
    }

    /// <summary>Reads what the stream is for; null when the other end left or did not say.</summary>
    public async Task<(string Handler, byte[] Opening)?> ReadOpeningAsync(CancellationToken cancellationToken)
    {
        if (await NextFrameAsync(cancellationToken).ConfigureAwait(false) is not { Kind: FrameKind.Open } open) return null;
        Handler = Encoding.ASCII.GetString(open.Name.Span);
        return (Handler, open.Payload.ToArray());
    }

    /// <summary>Tells the other end that its stream has a handler.</summary>
    public void Accept() => _queue.TryEnqueue(new ControlFrame(FrameKind.Accept));

    /// <summary>Ends the own direction with an error, or normally, and waits until everything queued is on its way.</summary>
    public async Task FinishAsync(FailureFrame? failure)
    {
        lock (_lock)
        {
            if (failure is not null) _queue.TryEnqueue(failure);
            else if (_end is null) _queue.TryEnqueue(_end = new EndFrame());
        }

        _queue.Close();
        await _writing.ConfigureAwait(false);
        Break(SiteLinkError.StreamFailed, "the stream is over.");
        Forget();
    }

    public bool TryWrite(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > _maxPayload)
            throw new SiteLinkException(SiteLinkError.PayloadTooLarge, CallOutcome.NotApplied, Peer, $"the payload has {payload.Length} bytes; at most {_maxPayload} are allowed (SiteLink:MaxPayloadBytes of either end).");
        lock (_lock)
        {
            if (_broken is not null) throw Again(_broken);
            if (_end is not null) throw new InvalidOperationException("the stream was completed: nothing more can be written to it.");
            if (_queuedBytes > 0 && _queuedBytes + payload.Length > _context.Options.StreamQueueBytes) return false;
            var frame = new DataFrame(this, payload);
            _queuedBytes += frame.Size;
            if (_queue.TryEnqueue(frame)) return true;
            frame.Written();
        }

        throw Break(SiteLinkError.ConnectionLost, "the stream is over.");
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (true)
        {
            Task room;
            lock (_lock) room = (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            if (TryWrite(payload.Span)) return;
            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask CompleteAsync(CancellationToken cancellationToken = default)
    {
        EndFrame end;
        lock (_lock)
        {
            if (_broken is not null) throw Again(_broken);
            if (_end is null && !_queue.TryEnqueue(_end = new EndFrame())) throw Lost("the stream is over");
            end = _end;
        }

        await end.HandedOn.WaitAsync(cancellationToken).ConfigureAwait(false);
        lock (_lock)
            if (_broken is not null) throw Again(_broken);
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (!_readToEnd)
        {
            var frame = await NextFrameAsync(cancellationToken).ConfigureAwait(false);
            switch (frame?.Kind)
            {
                case FrameKind.Data:
                    yield return frame.Value.Payload;
                    break;
                case FrameKind.End:
                    _readToEnd = true;
                    Forget();
                    break;
                case null:
                    throw Break(SiteLinkError.ConnectionLost, $"stream {Handler} with site {Peer} ended before it was completed.");
                default:
                    throw Break(SiteLinkError.StreamFailed, $"frame {frame.Value.Kind} has no place in an open stream.");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        Break(SiteLinkError.StreamFailed, "the stream was disposed.");
        _queue.Close();

        // The end that was opened lives as long as its handler; its own method tells the other end.
        if (_call is null) return;
        await _ended.CancelAsync().ConfigureAwait(false);
        await _writing.ConfigureAwait(false);
        _call.Dispose();
        _ended.Dispose();
        _released();
    }

    /// <summary>True when this end said that it has nothing more to write.</summary>
    public bool IsCompleted
    {
        get
        {
            lock (_lock) return _end is not null;
        }
    }

    internal void LeftQueue(int size)
    {
        TaskCompletionSource? room;
        lock (_lock)
        {
            _queuedBytes -= size;
            (room, _room) = (_room, null);
        }

        room?.TrySetResult();
    }

    private async Task WriteQueuedAsync()
    {
        try
        {
            await _queue.RunAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Break(SiteLinkError.ConnectionLost, $"writing stream {Handler} to site {Peer} failed: {e.Message}", e);
        }
    }

    /// <summary>The next frame; null when gRPC ended the stream. A failure sent by the other end is thrown.</summary>
    private async ValueTask<Frame?> NextFrameAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                if (_message is not null)
                {
                    if (_frames.TryRead(out var frame)) return frame.Kind == FrameKind.Failure ? throw Failure(frame) : frame;
                    Forget();
                }

                // A cancelled wait must not cancel the stream: the next reader goes on with the same move.
                _moving ??= _reader.MoveNext(_ended.Token);
                if (!await _moving.WaitAsync(cancellationToken).ConfigureAwait(false)) return null;
                _moving = null;
                _message = _reader.Current;
                _frames = new FrameReader(_message.Memory, _context.Options.MaxPayloadBytes);
            }
        }
        catch (WireFormatException e)
        {
            throw Break(SiteLinkError.StreamFailed, $"site {Peer} sent bytes that are no message: {e.Message}.", e);
        }
        catch (Exception e) when (e is RpcException or IOException or ObjectDisposedException
                                  || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Break(SiteLinkError.ConnectionLost, $"stream {Handler} with site {Peer} was lost: {(e is RpcException rpc ? rpc.Status.Detail : e.Message)}", e);
        }
    }

    private SiteLinkException Failure(Frame frame)
    {
        var failure = new SiteLinkException(
            frame.Error, Encoding.ASCII.GetString(frame.Name.Span), frame.Outcome, Peer, Encoding.UTF8.GetString(frame.Payload.Span));
        SetBroken(failure);
        return failure;
    }

    private SiteLinkException Break(SiteLinkError error, string message, Exception? inner = null)
    {
        var broken = new SiteLinkException(error, CallOutcome.Unknown, Peer, message, inner);
        SetBroken(broken);
        return broken;
    }

    private void SetBroken(SiteLinkException broken)
    {
        TaskCompletionSource? room;
        lock (_lock)
        {
            _broken ??= broken;
            (room, _room) = (_room, null);
        }

        // A waiting writer looks again and finds the stream broken.
        room?.TrySetResult();
    }

    private void Forget()
    {
        _message?.Release();
        _message = null;
    }

    private SiteLinkException Lost(string why) => new(SiteLinkError.ConnectionLost, CallOutcome.NotApplied, Peer, $"stream {Handler} with site {Peer}: {why}.");

    private static SiteLinkException Again(SiteLinkException broken) => new(broken.Error, broken.Slug, broken.Outcome, broken.Peer, broken.Message, broken);
}
