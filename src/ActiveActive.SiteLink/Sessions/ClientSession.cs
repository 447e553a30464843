using System.Buffers;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;

namespace ActiveActive.SiteLink;

/// <summary>
/// One connection to one endpoint of a peer: multiplexes calls over one gRPC call, opens streams beside it, pings. Ends once, for one reason, and then
/// every waiting call ends with it. Replaced, never repaired.
/// </summary>
internal sealed class ClientSession : IAsyncDisposable
{
    private readonly LinkContext _context;
    private readonly GrpcChannel _channel;
    private readonly CancellationTokenSource _ended = new();
    private readonly TaskCompletionSource<string> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _firstPong = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goAway = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RoundTripEstimator _roundTrip;
    private readonly KeepAlive _keepAlive;
    private readonly Lock _keepAliveLock = new();
    private readonly OutgoingQueue _queue;
    private readonly FaultLine<LinkMessage>? _incoming;
    private readonly PendingCall?[] _calls;
    private readonly Stack<ushort> _free;
    private AsyncDuplexStreamingCall<LinkMessage, LinkMessage>? _call;
    private int _maxPayload;
    private long _queuedBytes;
    private int _streams;
    private bool _draining;
    private Task _running = Task.CompletedTask;

    private ClientSession(LinkContext context, SiteId peer, Uri endpoint, GrpcChannel channel, RoundTripEstimator roundTrip)
    {
        (_context, Peer, Endpoint, _channel, _roundTrip) = (context, peer, endpoint, channel, roundTrip);
        _maxPayload = context.Options.MaxPayloadBytes;
        _keepAlive = new KeepAlive(context.Options.KeepAliveTimeout, context.Time.TimestampFrequency);
        _calls = new PendingCall?[context.Options.MaxCallsInFlight];
        _free = new Stack<ushort>(_calls.Length);
        for (var slot = _calls.Length - 1; slot >= 0; slot--) _free.Push((ushort)slot);
        _queue = new OutgoingQueue(
            message => _call!.RequestStream.WriteAsync(message),
            context.Options.MaxBatchBytes,
            deliver => context.Line(peer, SiteLinkDirection.Outgoing, deliver, _ended.Token),
            context.Metrics);
        _incoming = context.Line(peer, SiteLinkDirection.Incoming, Process, _ended.Token);
    }

    public SiteId Peer { get; }

    public Uri Endpoint { get; }

    public string RemoteName { get; private set; } = "";

    /// <summary>Version of the certificate files this connection was made with.</summary>
    public long CredentialsVersion { get; private set; }

    public TimeProvider Time => _context.Time;

    /// <summary>Completes with the reason when the session is over.</summary>
    public Task<string> Ended => _end.Task;

    /// <summary>Completes when the other silo asked to be left because it stops.</summary>
    public Task GoAway => _goAway.Task;

    public int CallsInFlight
    {
        get
        {
            lock (_free) return _calls.Length - _free.Count;
        }
    }

    public long QueuedBytes => Interlocked.Read(ref _queuedBytes);

    public int Streams => Volatile.Read(ref _streams);

    /// <summary>Dials an endpoint; completes once the peer is proven and has answered a ping through both directions.</summary>
    /// <exception cref="ConnectException">It failed; the message says why.</exception>
    public static async Task<ClientSession> ConnectAsync(
        LinkContext context, SiteId peer, Uri endpoint, RoundTripEstimator roundTrip, CancellationToken cancellationToken)
    {
        var dialer = new Dialer(context, peer);
        GrpcChannel channel;
        long version;
        try
        {
            channel = dialer.Open(endpoint, out version);
        }
        catch (CredentialsException e)
        {
            throw new ConnectException(e.Message, e);
        }

        var session = new ClientSession(context, peer, endpoint, channel, roundTrip) { CredentialsVersion = version };
        try
        {
            using var timeout = new CancellationTokenSource(context.Options.ConnectTimeout, context.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
            try
            {
                await session.IntroduceAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                throw new ConnectException($"no answer within {context.Options.ConnectTimeout.TotalSeconds:0.###} s");
            }

            return session;
        }
        catch (Exception e)
        {
            await session.DisposeAsync().ConfigureAwait(false);
            if (e is ConnectException or OperationCanceledException) throw;
            throw new ConnectException(dialer.Problem ?? Innermost(e), e);
        }
    }

    /// <summary>Begins a call; false when the session is over, and nothing was begun.</summary>
    /// <exception cref="SiteLinkException">A bound is reached, or the request is too large.</exception>
    public bool TryCall(
        string handler, ReadOnlyMemory<byte> request, IBufferWriter<byte> response, TimeSpan deadline, CancellationToken cancellationToken, out ValueTask answer)
    {
        answer = default;
        if (request.Length > _maxPayload)
            throw new SiteLinkException(SiteLinkError.PayloadTooLarge, CallOutcome.NotApplied, Peer, $"the request has {request.Length} bytes; at most {_maxPayload} are allowed (SiteLink:MaxPayloadBytes of either end).");
        var size = request.Length + FrameWriter.MaxOverhead;
        if (Interlocked.Add(ref _queuedBytes, size) > _context.Options.MaxQueuedBytes + FrameWriter.MaxOverhead)
        {
            Interlocked.Add(ref _queuedBytes, -size);
            throw new SiteLinkException(SiteLinkError.Overloaded, CallOutcome.NotApplied, Peer, $"{QueuedBytes} bytes already wait to be sent to site {Peer}; the bound is {_context.Options.MaxQueuedBytes} (SiteLink:MaxQueuedBytes). Retry later.");
        }

        PendingCall? call;
        lock (_free) call = Rent();
        if (call is null)
        {
            Interlocked.Add(ref _queuedBytes, -size);
            throw new SiteLinkException(SiteLinkError.Overloaded, CallOutcome.NotApplied, Peer, $"{_calls.Length} calls to site {Peer} already wait for their answer (SiteLink:MaxCallsInFlight). Retry later.");
        }

        answer = call.Begin(handler, request, response, deadline);
        if (!_queue.TryEnqueue(call) && call.TryWithdraw()) return false;
        call.Watch(cancellationToken);
        return true;
    }

    /// <summary>Opens a stream beside the calls.</summary>
    /// <exception cref="SiteLinkException">It could not be opened.</exception>
    public async ValueTask<ISiteLinkDuplex> OpenStreamAsync(string handler, ReadOnlyMemory<byte> opening, TimeSpan deadline, CancellationToken cancellationToken)
    {
        if (opening.Length > _maxPayload)
            throw new SiteLinkException(SiteLinkError.PayloadTooLarge, CallOutcome.NotApplied, Peer, $"the opening payload has {opening.Length} bytes; at most {_maxPayload} are allowed (SiteLink:MaxPayloadBytes of either end).");
        if (Interlocked.Increment(ref _streams) > _context.Options.MaxStreams)
        {
            StreamEnded();
            throw new SiteLinkException(SiteLinkError.Overloaded, CallOutcome.NotApplied, Peer, $"{_context.Options.MaxStreams} streams to site {Peer} are open already (SiteLink:MaxStreams). Close one, or retry later.");
        }

        var ended = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        var call = _channel.CreateCallInvoker().AsyncDuplexStreamingCall(LinkMethods.Stream, null, new CallOptions(Dialer.Headers(_context, Peer), cancellationToken: ended.Token));
        var stream = DuplexEnd.Client(_context, Peer, handler, _maxPayload, call, ended, StreamEnded);
        try
        {
            await stream.OpenAsync(opening, deadline, cancellationToken).ConfigureAwait(false);
            return stream;
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Lets what is under way finish, for so long, and ends the session. Completes when it has ended.</summary>
    public async Task DrainAsync(string reason, TimeSpan timeout)
    {
        Volatile.Write(ref _draining, true);
        CheckIdle();
        await Task.WhenAny(_idle.Task, _end.Task, Task.Delay(timeout, Time, _ended.Token)).ConfigureAwait(false);
        End(reason);
    }

    /// <summary>Ends the session; only the first reason counts.</summary>
    public void End(string reason)
    {
        if (!_end.TrySetResult(reason)) return;
        _queue.Close();
        _firstPong.TrySetException(new ConnectException(reason));
        _ended.Cancel();
        PendingCall?[] waiting;
        lock (_free) waiting = [.. _calls];
        foreach (var call in waiting) call?.Lose(reason);
    }

    /// <summary>Ends the session and frees its connection. Called once, by whoever watches its end.</summary>
    public async ValueTask DisposeAsync()
    {
        End("closed here");
        await _running.ConfigureAwait(false);
        _call?.Dispose();
        _channel.Dispose();
    }

    internal void LeftQueue(int size) => Interlocked.Add(ref _queuedBytes, -size);

    internal void SendCancel(ulong id) => _queue.TryEnqueue(new ControlFrame(FrameKind.Cancel, id));

    internal void Return(PendingCall call)
    {
        lock (_free)
        {
            if (!call.IsReusable) _calls[call.Slot] = null;
            _free.Push(call.Slot);
        }

        CheckIdle();
    }

    internal void Measured(string handler, Exception? failure, long beganAt)
    {
        if (!_context.Metrics.CallsAreMeasured) return;
        var outcome = failure switch
        {
            null => "ok",
            SiteLinkException e => e.Error.ToString(),
            _ => "Cancelled",
        };
        _context.Metrics.Call(Peer, handler, outcome, Time.GetElapsedTime(beganAt));
    }

    private PendingCall? Rent() => _free.TryPop(out var slot) ? _calls[slot] ??= new PendingCall(this, slot) : null;

    private async Task IntroduceAsync(CancellationToken cancellationToken)
    {
        _call = _channel.CreateCallInvoker().AsyncDuplexStreamingCall(
            LinkMethods.Calls, null, new CallOptions(Dialer.Headers(_context, Peer), cancellationToken: _ended.Token));
        _running = Task.WhenAll(WriteAsync(), ReadAsync());
        var headers = await _call.ResponseHeadersAsync.WaitAsync(cancellationToken).ConfigureAwait(false);
        RemoteName = headers.GetValue(LinkMethods.NameHeader) ?? "";
        if (int.TryParse(headers.GetValue(LinkMethods.MaxPayloadHeader), out var theirs) && theirs > 0) _maxPayload = Math.Min(_maxPayload, theirs);
        Tick();
        await _firstPong.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        _running = Task.WhenAll(_running, KeepAliveAsync());
    }

    private async Task WriteAsync()
    {
        try
        {
            await _queue.RunAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            End(Innermost(e));
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _call!.ResponseStream.MoveNext(_ended.Token).ConfigureAwait(false))
            {
                var message = _call.ResponseStream.Current;
                if (_incoming is null) await Process(message).ConfigureAwait(false);
                else await _incoming.SubmitAsync(message).ConfigureAwait(false);
            }

            End("the other end closed the connection");
        }
        catch (Exception e)
        {
            End(e is RpcException { StatusCode: StatusCode.PermissionDenied or StatusCode.FailedPrecondition } refused ? $"refused: {refused.Status.Detail}" : Innermost(e));
        }
    }

    private ValueTask Process(LinkMessage message)
    {
        try
        {
            var reader = new FrameReader(message.Memory, _context.Options.MaxPayloadBytes);
            while (reader.TryRead(out var frame)) Process(frame);
        }
        finally
        {
            message.Release();
        }

        return ValueTask.CompletedTask;
    }

    private void Process(in Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Response:
                Find(frame.Id)?.Complete(frame.Id, frame.Payload.Span);
                break;
            case FrameKind.Failure:
                Find(frame.Id)?.Fail(frame.Id, frame.Error, Encoding.ASCII.GetString(frame.Name.Span), frame.Outcome, Encoding.UTF8.GetString(frame.Payload.Span));
                break;
            case FrameKind.Pong:
                Pong(frame.Id);
                break;
            case FrameKind.GoAway:
                _goAway.TrySetResult();
                break;
            default:
                throw new WireFormatException($"frame {frame.Kind} is not for this end");
        }
    }

    private PendingCall? Find(ulong id)
    {
        var slot = (int)(id & ushort.MaxValue);
        if (slot >= _calls.Length) throw new WireFormatException($"no call has the id {id}");
        lock (_free) return _calls[slot];
    }

    private void Pong(ulong sequence)
    {
        TimeSpan? roundTrip;
        lock (_keepAliveLock) roundTrip = _keepAlive.Pong(sequence, Time.GetTimestamp());
        if (roundTrip is not { } elapsed) return;
        _roundTrip.Add(elapsed);
        _context.Metrics.RoundTrip(Peer, elapsed);
        _firstPong.TrySetResult();
    }

    private async Task KeepAliveAsync()
    {
        using var timer = new PeriodicTimer(_context.Options.KeepAliveInterval, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token).ConfigureAwait(false)) Tick();
        }
        catch (OperationCanceledException)
        {
            // The session is over.
        }
    }

    private void Tick()
    {
        KeepAlive.Step step;
        ulong ping;
        lock (_keepAliveLock) step = _keepAlive.Tick(Time.GetTimestamp(), out ping);
        if (step == KeepAlive.Step.Ping) _queue.TryEnqueue(new ControlFrame(FrameKind.Ping, ping));
        else if (step == KeepAlive.Step.Lost) End($"no answer to a ping within {_context.Options.KeepAliveTimeout.TotalSeconds:0.###} s");
    }

    private void StreamEnded()
    {
        Interlocked.Decrement(ref _streams);
        CheckIdle();
    }

    private void CheckIdle()
    {
        if (Volatile.Read(ref _draining) && CallsInFlight == 0 && Streams == 0) _idle.TrySetResult();
    }

    private static string Innermost(Exception e)
    {
        if (e is RpcException { Status.DebugException: { } cause }) e = cause;
        while (e.InnerException is { } inner) e = inner;
        return e is RpcException rpc ? $"{rpc.StatusCode}: {rpc.Status.Detail}" : e.Message;
    }
}
