namespace ActiveActive.Silo;

/// <summary>
/// One direction's wait at the gate. It ends when the gate opens, when the connection is closed, or when its owner cancels the pending
/// operation: a stalled connection can always be closed, or the silo could not shut down.
/// </summary>
internal sealed class GateWait(ConnectionGate gate, CancellationToken closed)
{
    private volatile TaskCompletionSource? _pending;
    private volatile bool _canceled;

    /// <summary>Ends a wait that is under way, or the next one.</summary>
    public void Cancel()
    {
        _canceled = true;
        _pending?.TrySetResult();
    }

    /// <summary>True when bytes may pass at once.</summary>
    public bool IsOpen => gate.Stalled is null;

    public async ValueTask PassAsync(CancellationToken cancellationToken)
    {
        while (gate.Stalled is { } stalled && !closed.IsCancellationRequested)
        {
            var pending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _pending = pending;
            if (!_canceled)
            {
                using var onClosed = closed.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), pending);
                await Task.WhenAny(stalled, pending.Task).WaitAsync(cancellationToken);
            }

            _pending = null;
            if (!_canceled) continue;
            _canceled = false;
            return;
        }
    }
}
