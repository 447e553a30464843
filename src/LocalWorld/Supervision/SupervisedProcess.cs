using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Processes;
using ActiveActive.World;
using Microsoft.Extensions.Logging;

namespace ActiveActive.LocalWorld.Supervision;

/// <summary>
/// Keeps one process running: starts it, asks it whether it serves, starts it again as its <see cref="RestartPolicy"/> says, keeps it down while it
/// is held, and ends it in good order.
/// </summary>
/// <remarks>
/// <para>Life: <see cref="Start"/> once, then any number of <see cref="Hold"/> and <see cref="Release"/>, then <see cref="StopAsync"/> once.</para>
/// <para>Members may be called concurrently.</para>
/// </remarks>
internal sealed partial class SupervisedProcess(
    ProcessSpec spec, RotatingLog log, IChildRegistry registry, TimeProvider time, ILogger logger) : IDisposable
{
    private static readonly TimeSpan ProbeWhileStarting = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ProbeWhileUp = TimeSpan.FromSeconds(1);

    /// <summary>Failed probes in a row after which a process that served counts as not serving: one may be chance.</summary>
    private const int MissesUntilDegraded = 2;

    private readonly Lock _gate = new();
    private readonly RestartPolicy _policy = new();
    private readonly CancellationTokenSource _stopping = new();
    private ProcessState _state = new(WorldStatus.Down, null, 0, 0, "not started");
    private TaskCompletionSource _changed = NewSignal();
    private ChildProcess? _child;
    private Task _keeping = Task.CompletedTask;
    private bool _held;
    private bool _commanded;
    private bool _everUp;

    /// <summary>What is run.</summary>
    public ProcessSpec Spec => spec;

    /// <summary>The state now.</summary>
    public ProcessState State
    {
        get
        {
            lock (_gate) return _state;
        }
    }

    /// <summary>Raised after every change of <see cref="State"/>, outside any lock.</summary>
    public event Action<SupervisedProcess, ProcessState>? Changed;

    /// <summary>The last lines it wrote.</summary>
    public IReadOnlyList<string> LastLines => log.Tail;

    /// <summary>Where it logs.</summary>
    public string LogPath => log.Path;

    /// <summary>Begins to keep it running. Does nothing when it is kept already.</summary>
    public void Start()
    {
        lock (_gate)
        {
            if (_keeping.IsCompleted) _keeping = KeepAsync(_stopping.Token);
        }
    }

    /// <summary>Completes when the state satisfies a condition.</summary>
    public async Task<ProcessState> WaitAsync(Func<ProcessState, bool> condition, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (condition(_state)) return _state;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Sends a signal to the incarnation that runs; false when that one is gone.</summary>
    /// <param name="incarnation">The incarnation that is meant.</param>
    /// <param name="signal">The signal.</param>
    public bool Signal(int incarnation, Processes.PosixSignal signal)
    {
        lock (_gate) return _child is not null && _state.Incarnation == incarnation && _child.Signal(signal);
    }

    /// <summary>Kills the running incarnation; it is replaced at once. False when none runs.</summary>
    public bool Kill()
    {
        lock (_gate)
        {
            if (_child is null || _child.Exit.IsCompleted) return false;
            _commanded = true;
            return _child.Signal(Processes.PosixSignal.Kill);
        }
    }

    /// <summary>Kills it and keeps it down until <see cref="Release"/>.</summary>
    public void Hold()
    {
        lock (_gate)
        {
            _held = true;
            Wake();
        }

        Kill();
    }

    /// <summary>Lets it run again.</summary>
    public void Release()
    {
        lock (_gate)
        {
            _held = false;
            Wake();
        }
    }

    /// <summary>Asks it to end, resumes it should it be stopped, and kills it when it takes too long. It is not started again.</summary>
    /// <param name="hurry">Cancelled when there is no more time for good order.</param>
    public async Task StopAsync(CancellationToken hurry)
    {
        lock (_gate)
        {
            _stopping.Cancel();
            _child?.Signal(spec.StopSignal);
            _child?.Signal(Processes.PosixSignal.Continue);
        }

        // One that starts at this moment is asked by whoever starts it.
        var patience = Task.Delay(spec.StopWithin, time, hurry);
        if (await Task.WhenAny(_keeping, patience) != _keeping)
            lock (_gate)
                if (_child?.Signal(Processes.PosixSignal.Kill) == true) LogKilledAtStop(spec.Name, spec.StopWithin);
        await _keeping;
    }

    /// <summary>Only after <see cref="StopAsync"/>.</summary>
    public void Dispose()
    {
        _stopping.Dispose();
        log.Dispose();
    }

    private async Task KeepAsync(CancellationToken stopping)
    {
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                await ReleasedAsync(stopping);
                var end = await RunOnceAsync(stopping);
                if (stopping.IsCancellationRequested) break;
                var decision = _policy.Decide(end, TimeSpan.FromTicks(time.GetElapsedTime(0).Ticks));
                LogEnded(spec.Name, end.ExitCode, end.Lifetime, decision.Reason, decision.Restart, decision.Delay);
                if (!decision.Restart)
                {
                    Finish($"given up: {decision.Reason}");
                    return;
                }

                if (decision.Delay > TimeSpan.Zero) await Task.Delay(decision.Delay, time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped while it was down.
        }
        catch (Exception error) when (error is WorldException or IOException)
        {
            LogCannotKeep(error, spec.Name);
            Finish(error.Message);
            return;
        }

        Finish("stopped");
    }

    private async Task ReleasedAsync(CancellationToken stopping)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (!_held) return;
                changed = _changed.Task;
            }

            Set(s => s with { Status = WorldStatus.Down, Identity = null, Detail = "kept down by a fault on command" });
            await changed.WaitAsync(stopping);
        }
    }

    private async Task<ProcessEnd> RunOnceAsync(CancellationToken stopping)
    {
        var began = time.GetTimestamp();
        using var child = registry.Start(spec, log);
        lock (_gate)
        {
            _child = child;
            _commanded = false;
        }

        Set(s => new ProcessState(WorldStatus.Starting, child.Identity, s.Incarnation + 1, s.Incarnation, "started, not answering yet"));
        log.Note($"started as process {child.Identity.Pid}");

        // A hold or a stop that came between the last look and the start has found nothing to act on.
        bool held;
        lock (_gate) held = _held;
        if (held) Kill();
        if (stopping.IsCancellationRequested) child.Signal(spec.StopSignal);

        using var gone = new CancellationTokenSource();
        var watching = WatchAsync(gone.Token);
        var exitCode = await child.Exit;
        await gone.CancelAsync();
        await watching;
        registry.Ended(child);
        log.Note($"ended with exit code {exitCode}");

        bool commanded;
        lock (_gate)
        {
            _child = null;
            commanded = _commanded;
        }

        Set(s => s with { Status = WorldStatus.Down, Identity = null, Detail = $"ended with exit code {exitCode}" });
        return new ProcessEnd(exitCode, time.GetElapsedTime(began), _everUp, commanded);
    }

    private async Task WatchAsync(CancellationToken gone)
    {
        var misses = 0;
        try
        {
            while (true)
            {
                var missing = await spec.Probe.CheckAsync(gone);
                misses = missing is null ? 0 : misses + 1;
                if (missing is null) _everUp = true;
                if (missing is null) Set(s => s with { Status = WorldStatus.Up, Detail = null });
                else if (State.Status == WorldStatus.Starting) Set(s => s with { Detail = missing });
                else if (misses >= MissesUntilDegraded) Set(s => s with { Status = WorldStatus.Degraded, Detail = missing });
                await Task.Delay(State.Status == WorldStatus.Up ? ProbeWhileUp : ProbeWhileStarting, time, gone);
            }
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The process has ended; whoever waits for its exit goes on from here.
        }
    }

    private void Finish(string detail) => Set(s => s with { Status = WorldStatus.Down, Identity = null, Detail = detail, Final = true });

    private void Set(Func<ProcessState, ProcessState> change)
    {
        ProcessState state;
        lock (_gate)
        {
            state = change(_state);
            if (state == _state) return;
            _state = state;
            Wake();
        }

        Changed?.Invoke(this, state);
    }

    private void Wake()
    {
        var changed = _changed;
        _changed = NewSignal();
        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
