using System.Buffers;
using System.Runtime.CompilerServices;

namespace ActiveActive.SiteLink;

/// <summary>One call being handled, and then its answer being written. Pooled by its session.</summary>
/// <remarks>Life: free → handling → answered (queued) → free. The lock on the object orders cancellation against reuse.</remarks>
#pragma warning disable CA1001 // The token source has no timer and no wait handle: there is nothing to dispose.
internal sealed class IncomingCall : IOutgoingFrame
#pragma warning restore CA1001
{
    private readonly ServerSession _session;
    private readonly ResponseBuffer _response;
    private readonly ITimer _timer;
    private readonly Action _completed;
    private CancellationTokenSource _cancellation = new();
    private ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter _awaiter;
    private HandlerRegistry.NamedHandler<ISiteLinkHandler>? _handler;
    private LinkMessage? _message;
    private FailureFrame? _failure;
    private long _beganAt;
    private long _deadlineAt;
    private bool _handling;

    public IncomingCall(ServerSession session, int maxResponse)
    {
        _session = session;
        _response = new ResponseBuffer(maxResponse);
        _completed = Completed;
        _timer = session.Time.CreateTimer(static call => ((IncomingCall)call!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public ulong Id { get; private set; }

    public int Size => FrameWriter.MaxOverhead + (_failure?.Size ?? _response.Length);

    public void Begin(ulong id, HandlerRegistry.NamedHandler<ISiteLinkHandler> handler, LinkMessage message, uint deadlineMilliseconds)
    {
        message.Retain();
        lock (this)
        {
            (Id, _handler, _message, _failure) = (id, handler, message, null);
            _beganAt = _session.Time.GetTimestamp();
            _deadlineAt = _beganAt + (deadlineMilliseconds * _session.Time.TimestampFrequency / 1000);
            _handling = true;
        }

        _timer.Change(TimeSpan.FromMilliseconds(deadlineMilliseconds), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Runs the handler up to its first wait on this thread.</summary>
    public void Run(in SiteLinkRequest request)
    {
        try
        {
#pragma warning disable CA2012 // Awaited by hand, once, so that a call costs no state machine.
            _awaiter = _handler!.Handler.HandleAsync(request, _response, _cancellation.Token).ConfigureAwait(false).GetAwaiter();
#pragma warning restore CA2012
        }
        catch (Exception e)
        {
            Answer(e);
            return;
        }

        if (_awaiter.IsCompleted) Completed();
        else _awaiter.UnsafeOnCompleted(_completed);
    }

    /// <summary>Nobody waits for the answer any more.</summary>
    public void Cancel(ulong id)
    {
        lock (this)
            if (_handling && Id == id) _cancellation.Cancel();
    }

    public void WriteTo(IBufferWriter<byte> to)
    {
        if (_failure is not null) _failure.WriteTo(to);
        else FrameWriter.Response(to, Id, _response.Written);
    }

    public void Written()
    {
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (this)
        {
            if (!_cancellation.TryReset()) _cancellation = new CancellationTokenSource();
            _handler = null;
            _failure = null;
        }

        _response.Clear();
        _session.Return(this);
    }

    private void Completed()
    {
        Exception? failure = null;
        try
        {
            _awaiter.GetResult();
        }
        catch (Exception e)
        {
            failure = e;
        }

        Answer(failure);
    }

    private void Answer(Exception? failure)
    {
        bool cancelled;
        lock (this)
        {
            _handling = false;
            cancelled = _cancellation.IsCancellationRequested;
        }

        _message!.Release();
        _message = null;
        if (failure is not null) _failure = _session.Describe(Id, _handler!.Name, failure, cancelled);
        _session.Answered(this, _handler!.Name, failure, _beganAt);
    }

    private void Expire()
    {
        lock (this)
            if (_handling && _session.Time.GetTimestamp() >= _deadlineAt) _cancellation.Cancel();
    }
}
