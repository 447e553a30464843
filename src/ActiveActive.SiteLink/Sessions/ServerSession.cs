using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace ActiveActive.SiteLink;

/// <summary>One connection of a peer's silo to this one: takes its calls to their handlers and their answers back.</summary>
internal sealed partial class ServerSession
{
    private readonly LinkContext _context;
    private readonly HandlerRegistry _handlers;
    private readonly ILogger<ServerSession> _log;
    private readonly IAsyncStreamReader<LinkMessage> _reader;
    private readonly CancellationTokenSource _ended;
    private readonly OutgoingQueue _queue;
    private readonly FaultLine<LinkMessage>? _incoming;
    private readonly Dictionary<ulong, IncomingCall> _active = [];
    private readonly Stack<IncomingCall> _free = new();
    private readonly DateTimeOffset _certificateEnds;
    private readonly int _maxResponse;
    private int _handled;
    private int _received;
    private string? _reason;
    private TaskCompletionSource? _answered;

    public ServerSession(
        LinkContext context,
        HandlerRegistry handlers,
        RemoteSilo remote,
        IAsyncStreamReader<LinkMessage> reader,
        IServerStreamWriter<LinkMessage> writer,
        CancellationToken aborted)
    {
        (_context, _handlers, Remote, _reader) = (context, handlers, remote, reader);
        _log = context.Logger<ServerSession>();
        _certificateEnds = remote.CertificateEnds;
        _maxResponse = Math.Min(context.Options.MaxPayloadBytes, remote.MaxPayloadBytes);
        _ended = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        _queue = new OutgoingQueue(
            message => writer.WriteAsync(message),
            context.Options.MaxBatchBytes,
            deliver => context.Line(remote.Site, SiteLinkDirection.Outgoing, deliver, _ended.Token),
            context.Metrics);
        _incoming = context.Line(remote.Site, SiteLinkDirection.Incoming, Process, _ended.Token);
    }

    public RemoteSilo Remote { get; }

    public TimeProvider Time => _context.Time;

    /// <summary>Serves until either end leaves; the reason.</summary>
    public async Task<string> RunAsync()
    {
        var writing = WriteAsync();
        var watching = WatchAsync();
        await ReadAsync().ConfigureAwait(false);

        // The caller said that it is done (or is gone): what is being handled may still answer, then the writer ends.
        await CloseWhenAnsweredAsync().ConfigureAwait(false);
        await writing.ConfigureAwait(false);
        await _ended.CancelAsync().ConfigureAwait(false);
        await watching.ConfigureAwait(false);
        return _reason ?? "closed by the other end";
    }

    /// <summary>Asks the other end to take its next calls elsewhere.</summary>
    public void SendGoAway() => _queue.TryEnqueue(new ControlFrame(FrameKind.GoAway));

    /// <summary>Ends the session now; handlers are cancelled.</summary>
    public void End(string reason)
    {
        Interlocked.CompareExchange(ref _reason, reason, null);
        _queue.Close();
        _ended.Cancel();
    }

    internal FailureFrame Describe(ulong id, string handler, Exception failure, bool cancelled)
    {
        switch (failure)
        {
            case ActiveActiveException e:
                return new FailureFrame(id, SiteLinkError.HandlerFailed, e.Outcome, e.Slug, e.Message);
            case ResponseTooLargeException e:
                return new FailureFrame(id, SiteLinkError.ResponseTooLarge, CallOutcome.Applied, ErrorSlugs.Internal, $"handler {handler} ran, but its answer exceeds {e.MaxBytes} bytes (SiteLink:MaxPayloadBytes of either end).");
            case OperationCanceledException when cancelled:
                return new FailureFrame(id, SiteLinkError.DeadlineExceeded, CallOutcome.Unknown, ErrorSlugs.OutcomeUnknown, $"handler {handler} was cancelled.");
            default:
                LogHandlerFailed(failure, handler, Remote.Site, Remote.Name);
                return new FailureFrame(id, SiteLinkError.HandlerFailed, CallOutcome.Unknown, ErrorSlugs.Internal, $"handler {handler} failed; the log of {_context.Options.Name} says why.");
        }
    }

    internal void Answered(IncomingCall call, string handler, Exception? failure, long beganAt)
    {
        if (_context.Metrics.HandlersAreMeasured)
            _context.Metrics.Handled(Remote.Site, handler, failure is null ? "ok" : "failed", Time.GetElapsedTime(beganAt));
        lock (_active) _active.Remove(call.Id);
        if (!_queue.TryEnqueue(call)) call.Written();
    }

    internal void Return(IncomingCall call)
    {
        lock (_active)
        {
            _handled--;
            _free.Push(call);
            if (_handled == 0) _answered?.TrySetResult();
        }
    }

    private async Task CloseWhenAnsweredAsync()
    {
        Task answered;
        lock (_active) answered = _handled == 0 ? Task.CompletedTask : (_answered = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        if (_ended.IsCancellationRequested) CancelAll();
        using var lost = _ended.Token.UnsafeRegister(static session => ((ServerSession)session!).CancelAll(), this);
        await answered.ConfigureAwait(false);
        _queue.Close();
    }

    private void CancelAll()
    {
        (ulong Id, IncomingCall Call)[] active;
        lock (_active) active = [.. _active.Select(pair => (pair.Key, pair.Value))];
        foreach (var (id, call) in active) call.Cancel(id);
        _queue.Close();
    }

    private async Task WriteAsync()
    {
        try
        {
            await _queue.RunAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            End($"writing failed: {e.Message}");
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _reader.MoveNext(_ended.Token).ConfigureAwait(false))
            {
                Interlocked.Increment(ref _received);
                var message = _reader.Current;
                if (_incoming is null) await Process(message).ConfigureAwait(false);
                else await _incoming.SubmitAsync(message).ConfigureAwait(false);
            }

            if (_incoming is not null) await _incoming.DrainAsync().ConfigureAwait(false);
        }
        catch (WireFormatException e)
        {
            LogMalformed(Remote.Site, Remote.Name, e.Message);
            End($"sent bytes that are no message: {e.Message}");
        }
        catch (Exception e)
        {
            End(e is OperationCanceledException ? "lost" : $"lost: {e.Message}");
        }
    }

    /// <summary>Gives up a caller that is silent: counted in own ticks, so that a pause of this process is not held against the other.</summary>
    private async Task WatchAsync()
    {
        var ticksAllowed = (int)Math.Ceiling(_context.Options.KeepAliveTimeout / _context.Options.KeepAliveInterval) + 1;
        var (silent, seen) = (0, 0);
        using var timer = new PeriodicTimer(_context.Options.KeepAliveInterval, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token).ConfigureAwait(false))
            {
                var received = Volatile.Read(ref _received);
                silent = received == seen ? silent + 1 : 0;
                seen = received;
                if (silent >= ticksAllowed) End($"silent for {silent} keep-alive intervals");
                else if (Time.GetUtcNow() >= _certificateEnds) End("its certificate has ended");
            }
        }
        catch (OperationCanceledException)
        {
            // The session is over.
        }
    }

    private ValueTask Process(LinkMessage message)
    {
        try
        {
            var reader = new FrameReader(message.Memory, _context.Options.MaxPayloadBytes);
            while (reader.TryRead(out var frame)) Process(frame, message);
        }
        finally
        {
            message.Release();
        }

        return ValueTask.CompletedTask;
    }

    private void Process(in Frame frame, LinkMessage message)
    {
        switch (frame.Kind)
        {
            case FrameKind.Request:
                Handle(frame, message);
                break;
            case FrameKind.Cancel:
                IncomingCall? call;
                lock (_active) _active.TryGetValue(frame.Id, out call);
                call?.Cancel(frame.Id);
                break;
            case FrameKind.Ping:
                _queue.TryEnqueue(new ControlFrame(FrameKind.Pong, frame.Id));
                break;
            default:
                throw new WireFormatException($"frame {frame.Kind} is not for this end");
        }
    }

    private void Handle(in Frame frame, LinkMessage message)
    {
        if (_handlers.FindCall(frame.Name.Span) is not { } handler)
        {
            Refuse(frame.Id, SiteLinkError.UnknownHandler, ErrorSlugs.NotFound, $"silo {_context.Options.Name} of site {_context.Options.Site} has no such handler: does it run an older version, or lack a feature?");
            return;
        }

        IncomingCall? call = null;
        lock (_active)
        {
            if (_handled < _context.Options.MaxCallsHandled && !_active.ContainsKey(frame.Id))
            {
                _handled++;
                call = _free.TryPop(out var pooled) ? pooled : new IncomingCall(this, _maxResponse);
                _active.Add(frame.Id, call);
            }
        }

        if (call is null)
        {
            Refuse(frame.Id, SiteLinkError.PeerOverloaded, ErrorSlugs.Overloaded, $"silo {_context.Options.Name} already handles {_context.Options.MaxCallsHandled} calls of this connection (SiteLink:MaxCallsHandled there). Retry later.");
            return;
        }

        call.Begin(frame.Id, handler, message, frame.DeadlineMilliseconds);
        call.Run(new SiteLinkRequest(Remote.Site, Remote.Name, frame.Payload));
    }

    private void Refuse(ulong id, SiteLinkError error, string slug, string message) =>
        _queue.TryEnqueue(new FailureFrame(id, error, CallOutcome.NotApplied, slug, message));
}
