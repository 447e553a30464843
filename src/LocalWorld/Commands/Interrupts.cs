using System.Runtime.InteropServices;

namespace ActiveActive.LocalWorld.Commands;

/// <summary>Ctrl-C, a request to terminate and a closed terminal: the first asks to stop in good order, the second to stop at once.</summary>
/// <remarks>Those that send a signal to a process and to its group, as timeout(1) does, deliver one intention twice within microseconds: what follows that
/// closely is not a second one.</remarks>
internal sealed class Interrupts : IDisposable
{
    private static readonly TimeSpan OneIntention = TimeSpan.FromMilliseconds(300);

    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private long _firstAt;
    private readonly CancellationTokenSource _first = new();
    private readonly CancellationTokenSource _second = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interrupts(TimeProvider time)
    {
        _time = time;
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(s => PosixSignalRegistration.Create(s, Handle))];
    }

    /// <summary>Cancelled by the first one.</summary>
    public CancellationToken First => _first.Token;

    /// <summary>Cancelled by the second one.</summary>
    public CancellationToken Second => _second.Token;

    /// <summary>Completes with the first one.</summary>
    public Task WaitAsync()
    {
        var interrupted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _first.Token.Register(interrupted.SetResult);
        return interrupted.Task;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
        _first.Dispose();
        _second.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        lock (_gate)
        {
            if (!_first.IsCancellationRequested)
            {
                _firstAt = _time.GetTimestamp();
                _first.Cancel();
            }
            else if (_time.GetElapsedTime(_firstAt) > OneIntention)
            {
                _second.Cancel();
            }
        }
    }
}
