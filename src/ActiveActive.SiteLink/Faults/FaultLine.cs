namespace ActiveActive.SiteLink;

/// <summary>
/// Carries the messages of one connection in one direction past a <see cref="FaultGate"/>, in order. Without a fault a message is handed on within
/// the call; with one it is held, and everything behind it queues up until the line is empty again.
/// </summary>
/// <remarks>One producer at a time, which is what keeps the order without a lock around delivery.</remarks>
internal sealed class FaultLine<T>(FaultGate gate, TimeProvider time, Func<T, ValueTask> deliver, int capacity, CancellationToken ended)
{
    private readonly Lock _lock = new();
    private readonly Queue<(T Message, long DueAt)> _held = new();
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _drained;
    private Exception? _broken;
    private bool _pumping;

    /// <summary>True when the next message would be handed on at once.</summary>
    public bool IsDirect
    {
        get
        {
            lock (_lock) return !_pumping && !gate.IsFaulty;
        }
    }

    /// <summary>Hands a message on, or holds it; waits while as many are held as the line has room for.</summary>
    public ValueTask SubmitAsync(T message)
    {
        if (IsDirect) return deliver(message);
        Task? room = null;
        lock (_lock)
        {
            if (_broken is not null) return ValueTask.FromException(_broken);
            _held.Enqueue((message, time.GetTimestamp() + (long)(gate.Delay.TotalSeconds * time.TimestampFrequency)));
            if (_held.Count >= capacity) room = (_room ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            if (!_pumping)
            {
                _pumping = true;
                _ = PumpAsync();
            }
        }

        return room is null ? ValueTask.CompletedTask : new ValueTask(room.WaitAsync(ended));
    }

    /// <summary>Completes when nothing is held. To be called by the producer, after its last message.</summary>
    public Task DrainAsync()
    {
        lock (_lock)
        {
            if (_broken is not null) return Task.FromException(_broken);
            if (!_pumping) return Task.CompletedTask;
            _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task.WaitAsync(ended);
        }
    }

    private async Task PumpAsync()
    {
        // Off the producer's thread and out of its lock.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            while (TryPeek(out var message, out var dueAt))
            {
                await HoldAsync(dueAt).ConfigureAwait(false);
                await deliver(message).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            // The producer learns of it with its next message, a waiting one at once.
            lock (_lock)
            {
                _broken = e;
                _room?.TrySetException(e);
                _drained?.TrySetException(e);
                _room = null;
            }
        }
    }

    private async ValueTask HoldAsync(long dueAt)
    {
        while (true)
        {
            await gate.WaitUntilUncutAsync(ended).ConfigureAwait(false);
            var left = (dueAt - time.GetTimestamp()) / (double)time.TimestampFrequency;
            if (left <= 0) return;

            // Rounded up to what a timer can express, so that a wait does not end just before it is due and spin.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left * 1000)), time, ended).ConfigureAwait(false);
        }
    }

    private bool TryPeek(out T message, out long dueAt)
    {
        lock (_lock)
        {
            if (_held.Count < capacity)
            {
                _room?.TrySetResult();
                _room = null;
            }

            if (_held.TryDequeue(out var next))
            {
                (message, dueAt) = next;
                return true;
            }

            (message, dueAt) = (default!, 0);
            _drained?.TrySetResult();
            return _pumping = false;
        }
    }
}
