using System.Buffers;
using System.Threading.Tasks.Sources;

namespace ActiveActive.SiteLink;

/// <summary>
/// One call waiting for its answer: what is written, what is awaited, and what ends it early. Pooled by its session; the lock on the object orders
/// the five things that may end it (answer, failure, deadline, cancellation, loss of the connection) and the write.
/// </summary>
/// <remarks>Life: free → queued → sent → done → free. The caller's request memory is read only between queued and sent, its response buffer written
/// only between sent and done, so neither is touched after the call has ended.</remarks>
internal sealed class PendingCall : IValueTaskSource, IOutgoingFrame
{
    private readonly ClientSession _session;
    private readonly ITimer _timer;
    private ManualResetValueTaskSourceCore<bool> _core = new() { RunContinuationsAsynchronously = true };
    private CancellationTokenRegistration _registration;
    private CancellationToken _cancellation;
    private Phase _phase;
    private ulong _generation;
    private string _handler = "";
    private ReadOnlyMemory<byte> _request;
    private IBufferWriter<byte>? _response;
    private uint _deadlineMilliseconds;
    private long _deadlineAt;
    private long _beganAt;
    private bool _leftQueueUnwritten;

    public PendingCall(ClientSession session, ushort slot)
    {
        (_session, Slot) = (session, slot);
        _timer = session.Time.CreateTimer(
            static call => ((PendingCall)call!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private enum Phase
    {
        Free,
        Queued,
        Sent,
        Done,
    }

    public ushort Slot { get; }

    /// <summary>Names this use of the object: a late answer to an earlier use does not match.</summary>
    public ulong Id => (_generation << 16) | Slot;

    public int Size { get; private set; }

    /// <summary>False when the queue may still refer to the object, which then is not used again.</summary>
    public bool IsReusable => !_leftQueueUnwritten;

    public ValueTask Begin(string handler, ReadOnlyMemory<byte> request, IBufferWriter<byte> response, TimeSpan deadline)
    {
        lock (this)
        {
            _generation++;
            (_handler, _request, _response) = (handler, request, response);
            Size = request.Length + FrameWriter.MaxOverhead;
            _deadlineMilliseconds = (uint)Math.Ceiling(deadline.TotalMilliseconds);
            _beganAt = _session.Time.GetTimestamp();
            _deadlineAt = _beganAt + (long)(deadline.TotalSeconds * _session.Time.TimestampFrequency);
            _phase = Phase.Queued;
        }

        _timer.Change(TimeSpan.FromMilliseconds(_deadlineMilliseconds), Timeout.InfiniteTimeSpan);
        return new ValueTask(this, _core.Version);
    }

    /// <summary>Ends the call when the caller cancels it. After <see cref="Begin"/>, because it may do so at once.</summary>
    public void Watch(CancellationToken cancellation)
    {
        if (!cancellation.CanBeCanceled) return;
        _cancellation = cancellation;
        _registration = cancellation.UnsafeRegister(static call => ((PendingCall)call!).Cancel(), this);
    }

    /// <summary>Takes a call back that could not be queued; false when the end of the session was quicker, and the call has failed.</summary>
    public bool TryWithdraw()
    {
        if (!TryEnd(out _)) return false;
        _leftQueueUnwritten = false;
        Free();
        return true;
    }

    public void WriteTo(IBufferWriter<byte> to)
    {
        lock (this)
        {
            if (_phase != Phase.Queued) return;
            FrameWriter.Request(to, Id, _handler, RemainingMilliseconds(), _request.Span);
            _phase = Phase.Sent;
        }

        _session.LeftQueue(Size);
    }

    public void Written()
    {
    }

    /// <summary>The answer came.</summary>
    public void Complete(ulong id, ReadOnlySpan<byte> payload)
    {
        Exception? failure = null;
        lock (this)
        {
            if (_phase != Phase.Sent || Id != id) return;
            try
            {
                _response!.Write(payload);
            }
            catch (Exception e)
            {
                // The caller's own buffer refused it.
                failure = new SiteLinkException(SiteLinkError.ResponseTooLarge, CallOutcome.Applied, _session.Peer, $"the answer of {payload.Length} bytes does not fit the caller's buffer.", e);
            }

            _phase = Phase.Done;
        }

        Finish(failure);
    }

    /// <summary>The other end says it failed.</summary>
    public void Fail(ulong id, SiteLinkError error, string slug, CallOutcome outcome, string message)
    {
        lock (this)
        {
            if (_phase != Phase.Sent || Id != id) return;
            _phase = Phase.Done;
        }

        Finish(new SiteLinkException(error, slug, outcome, _session.Peer, message));
    }

    /// <summary>The connection is gone.</summary>
    public void Lose(string reason)
    {
        if (!TryEnd(out var sent)) return;
        var outcome = sent ? CallOutcome.Unknown : CallOutcome.NotApplied;
        Finish(new SiteLinkException(SiteLinkError.ConnectionLost, outcome, _session.Peer, $"the connection to site {_session.Peer} was lost {When(sent)} ({reason})."));
    }

    void IValueTaskSource.GetResult(short token)
    {
        try
        {
            _core.GetResult(token);
        }
        finally
        {
            Free();
        }
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Expire()
    {
        lock (this)
        {
            // The timer may have been on its way when the object was freed and used again.
            if (_phase is not (Phase.Queued or Phase.Sent) || _session.Time.GetTimestamp() < _deadlineAt) return;
        }

        var (handler, milliseconds) = (_handler, _deadlineMilliseconds);
        if (!TryEnd(out var sent)) return;
        var outcome = sent ? CallOutcome.Unknown : CallOutcome.NotApplied;
        Finish(new SiteLinkException(SiteLinkError.DeadlineExceeded, outcome, _session.Peer, $"site {_session.Peer} did not answer {handler} within {milliseconds} ms; the deadline passed {When(sent)}."));
    }

    private void Cancel()
    {
        if (!TryEnd(out var sent)) return;
        if (sent) _session.SendCancel(Id);
        Finish(new OperationCanceledException(_cancellation));
    }

    private static string When(bool sent) => sent ? "after the request was sent" : "before the request was sent";

    private uint RemainingMilliseconds()
    {
        var left = (_deadlineAt - _session.Time.GetTimestamp()) * 1000 / _session.Time.TimestampFrequency;
        return (uint)Math.Clamp(left, 1, FrameWriter.MaxDeadlineMilliseconds);
    }

    private bool TryEnd(out bool sent)
    {
        lock (this)
        {
            sent = _phase == Phase.Sent;
            if (_phase is not (Phase.Queued or Phase.Sent)) return false;
            _phase = Phase.Done;
            _leftQueueUnwritten = !sent;
        }

        if (!sent) _session.LeftQueue(Size);
        return true;
    }

    private void Finish(Exception? failure)
    {
        _session.Measured(_handler, failure, _beganAt);
        if (failure is null) _core.SetResult(true);
        else _core.SetException(failure);
    }

    private void Free()
    {
        // Waits for a cancellation callback that is running: after this nobody ends a later use by mistake.
        _registration.Dispose();
        _registration = default;
        _cancellation = default;
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        if (_leftQueueUnwritten) _timer.Dispose();
        lock (this)
        {
            _phase = Phase.Free;
            _request = default;
            _response = null;
            _core.Reset();
        }

        _session.Return(this);
    }
}
