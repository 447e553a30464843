using System.Runtime.InteropServices;

namespace ActiveActive.LocalWorld.Commands;

/// <summary>Ctrl-C, a request to terminate and a closed terminal: the first asks to stop in good order, the second to stop at once.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _first = new();
    private readonly CancellationTokenSource _second = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interrupts() => _registrations =
        [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(s => PosixSignalRegistration.Create(s, Handle))];

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
        if (_first.IsCancellationRequested) _second.Cancel();
        else _first.Cancel();
    }
}
