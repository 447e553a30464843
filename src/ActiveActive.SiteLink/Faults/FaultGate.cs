namespace ActiveActive.SiteLink;

/// <summary>What is in force on one direction of the traffic with one peer. Holds state and wakes whoever waits; moves no message itself.</summary>
internal sealed class FaultGate : IDisposable
{
    private readonly TimeProvider _time;
    private readonly Action<FaultGate> _expired;
    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private volatile State _state = State.Open;
    private long _endsAt;

    public FaultGate(SiteId peer, SiteLinkDirection direction, TimeProvider time, Action<FaultGate> expired)
    {
        (Peer, Direction, _time, _expired) = (peer, direction, time, expired);
        _timer = time.CreateTimer(static gate => ((FaultGate)gate!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public SiteId Peer { get; }

    public SiteLinkDirection Direction { get; }

    /// <summary>True while messages may not simply pass.</summary>
    public bool IsFaulty => !ReferenceEquals(_state, State.Open);

    /// <summary>True while nothing passes.</summary>
    public bool IsCut => _state.Cut;

    /// <summary>How much later a message that comes now may pass.</summary>
    public TimeSpan Delay => _state.Delay;

    /// <summary>The fault in force with the time it has left; null when there is none.</summary>
    public SiteLinkFault? Active
    {
        get
        {
            lock (_lock)
            {
                if (!IsFaulty) return null;
                var left = TimeSpan.FromTicks(Math.Max(0, (long)((_endsAt - _time.GetTimestamp()) * ((double)TimeSpan.TicksPerSecond / _time.TimestampFrequency))));
                return new SiteLinkFault(Peer, Direction, _state.Cut, _state.Delay, left);
            }
        }
    }

    public void Set(bool cut, TimeSpan delay, TimeSpan duration)
    {
        State before;
        lock (_lock)
        {
            before = _state;
            _state = new State(cut, delay);
            _endsAt = _time.GetTimestamp() + (long)(duration.TotalSeconds * _time.TimestampFrequency);
            _timer.Change(duration, Timeout.InfiniteTimeSpan);
        }

        before.Changed.TrySetResult();
    }

    /// <summary>Ends the fault; false when there is none.</summary>
    public bool Clear()
    {
        State before;
        lock (_lock)
        {
            if (!IsFaulty) return false;
            before = _state;
            _state = State.Open;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        before.Changed.TrySetResult();
        return true;
    }

    /// <summary>Completes when nothing cuts the direction.</summary>
    public async ValueTask WaitUntilUncutAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var state = _state;
            if (!state.Cut) return;
            await state.Changed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose()
    {
        Clear();
        _timer.Dispose();
    }

    private void Expire()
    {
        lock (_lock)
        {
            // A replacement may have moved the end after this callback was already on its way.
            if (!IsFaulty || _time.GetTimestamp() < _endsAt) return;
        }

        if (Clear()) _expired(this);
    }

    private sealed class State(bool cut, TimeSpan delay)
    {
        public static readonly State Open = new(false, TimeSpan.Zero);

        public bool Cut { get; } = cut;

        public TimeSpan Delay { get; } = delay;

        public TaskCompletionSource Changed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
