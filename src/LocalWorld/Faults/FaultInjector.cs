using ActiveActive.LocalWorld.Processes;
using ActiveActive.LocalWorld.Supervision;
using ActiveActive.World;
using Microsoft.Extensions.Logging;

namespace ActiveActive.LocalWorld.Faults;

/// <summary>
/// Carries out the fault table: compares what it asks for with what was last done to each process, and does the difference, whenever a fault
/// begins, ends, or a process it concerns is replaced.
/// </summary>
/// <remarks>Members may be called concurrently; changes are made one after the other. On disposal nothing stays stopped or held.</remarks>
internal sealed partial class FaultInjector : IAsyncDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestSiloFault = TimeSpan.FromSeconds(FaultRules.MinSeconds);

    private readonly Lock _tableGate = new();
    private readonly SemaphoreSlim _doing = new(1, 1);
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _ending = new();
    private readonly FaultTable _table = new();
    private readonly Dictionary<(string Silo, int Incarnation, string Peer), LinkFault> _links = [];
    private readonly Supervisor _supervisor;
    private readonly FaultRules _rules;
    private readonly ISiloFaults _silos;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _loop;
    private readonly List<Task> _releases = [];
    private IReadOnlySet<(string Process, int Incarnation)> _paused = new HashSet<(string, int)>();
    /// <summary>Stands for what a silo does that could not be told: unlike anything wanted, so that it is told again.</summary>
    private static readonly (string Mode, DateTimeOffset Until) NotKnown = ("unknown", default);

    private IReadOnlyDictionary<(string Process, int Incarnation), (string Mode, DateTimeOffset Until)> _connections =
        new Dictionary<(string, int), (string, DateTimeOffset)>();

    private IReadOnlySet<string> _held = new HashSet<string>();
    private bool _disposed;

    public FaultInjector(Supervisor supervisor, FaultRules rules, ISiloFaults silos, TimeProvider time, ILogger logger)
    {
        _supervisor = supervisor;
        _rules = rules;
        _silos = silos;
        _time = time;
        _logger = logger;
        foreach (var process in supervisor.Processes) process.Changed += OnProcessChanged;
        _loop = RunAsync(_ending.Token);
    }

    /// <summary>Raised after every change of the table, outside any lock.</summary>
    public event Action<FaultStatus>? Changed;

    /// <summary>All faults, oldest first.</summary>
    public IReadOnlyList<FaultStatus> All
    {
        get
        {
            lock (_tableGate) return [.. _table.All.Select(Status)];
        }
    }

    /// <summary>What active faults make of the status of an incarnation: <c>paused</c>, <c>partitioned</c>, or null when they leave it alone.</summary>
    public string? StatusOf(string process, int incarnation)
    {
        lock (_tableGate)
        {
            var desired = _table.Desired();
            if (desired.Paused.Contains((process, incarnation))) return WorldStatus.Paused;
            return desired.Connections.ContainsKey((process, incarnation)) ? WorldStatus.Partitioned : null;
        }
    }

    /// <summary>Begins a fault, and returns when it is in force.</summary>
    /// <exception cref="InvalidRequestException">It is not legal.</exception>
    /// <exception cref="ConflictException">None of the processes it is about runs.</exception>
    /// <exception cref="OverloadedException">Too many are active.</exception>
    public async Task<FaultStatus> InjectAsync(FaultRequest request, CancellationToken cancellationToken)
    {
        var order = _rules.Check(request);
        await _doing.WaitAsync(cancellationToken);
        try
        {
            Fault fault;
            lock (_tableGate) fault = _table.Add(order, Running(order), _time.GetUtcNow());
            if (order.IsInstant) _supervisor.Find(order.Target)!.Kill();
            var failures = await ReconcileAsync();
            if (failures.Count > 0)
            {
                lock (_tableGate) fault = _table.Fail(fault.Id, string.Join("; ", failures), _time.GetUtcNow())!;
                await ReconcileAsync();
            }

            LogFault(fault.Id, order.Kind, order.Target, fault.State, fault.Detail);
            Wake();
            return Publish(fault);
        }
        finally
        {
            _doing.Release();
        }
    }

    /// <summary>Ends a fault now. One that is over stays as it is.</summary>
    /// <exception cref="NotFoundException">There is none of that id.</exception>
    public async Task<FaultStatus> HealAsync(string id, CancellationToken cancellationToken)
    {
        await _doing.WaitAsync(cancellationToken);
        try
        {
            Fault fault;
            lock (_tableGate) fault = _table.Heal(id, _time.GetUtcNow()) ?? throw new NotFoundException($"there is no fault '{id}'.");
            await ReconcileAsync();
            LogFault(fault.Id, fault.Order.Kind, fault.Order.Target, fault.State, fault.Detail);
            // What could not be undone just now is tried again by the loop.
            Wake();
            return Publish(fault);
        }
        finally
        {
            _doing.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        foreach (var process in _supervisor.Processes) process.Changed -= OnProcessChanged;
        await _ending.CancelAsync();
        try
        {
            await _loop;
        }
        finally
        {
            // However the loop ended, nothing stays stopped.
            foreach (var (process, incarnation) in _paused) _supervisor.Find(process)?.Signal(incarnation, PosixSignal.Continue);
        }

        await Task.WhenAll(_releases);
        _ending.Dispose();
        _doing.Dispose();
        _wake.Dispose();
    }

    private async Task RunAsync(CancellationToken ending)
    {
        var failed = false;
        try
        {
            while (true)
            {
                DateTimeOffset? next;
                lock (_tableGate) next = _table.NextEnd;
                var wait = next is null ? Timeout.InfiniteTimeSpan : Max(next.Value - _time.GetUtcNow(), TimeSpan.Zero);
                if (failed && (next is null || wait > RetryAfter)) wait = RetryAfter;
                await WaitAsync(wait, ending);

                await _doing.WaitAsync(ending);
                try
                {
                    IReadOnlyList<Fault> ended;
                    lock (_tableGate) ended = _table.Expire(_time.GetUtcNow());
                    failed = (await ReconcileAsync()).Count > 0;
                    foreach (var fault in ended)
                    {
                        LogFault(fault.Id, fault.Order.Kind, fault.Order.Target, fault.State, fault.Detail);
                        Publish(fault);
                    }
                }
                finally
                {
                    _doing.Release();
                }
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The world ends; what is still stopped is resumed by DisposeAsync.
        }
    }

    /// <summary>Does the difference between what is wanted and what was done. Only for the holder of <see cref="_doing"/>.</summary>
    /// <returns>What could not be done.</returns>
    private async Task<IReadOnlyList<string>> ReconcileAsync()
    {
        DesiredFaults desired;
        lock (_tableGate) desired = _table.Desired();
        ReconcilePaused(desired);
        ReconcileHeld(desired);
        string?[] failures = [.. await ReconcileConnectionsAsync(desired), .. await ReconcileLinksAsync(desired)];
        return [.. failures.OfType<string>()];
    }

    private void ReconcilePaused(DesiredFaults desired)
    {
        foreach (var (process, incarnation) in _paused.Except(desired.Paused)) _supervisor.Find(process)?.Signal(incarnation, PosixSignal.Continue);
        foreach (var (process, incarnation) in desired.Paused.Except(_paused)) _supervisor.Find(process)?.Signal(incarnation, PosixSignal.Stop);
        _paused = desired.Paused;
    }

    private void ReconcileHeld(DesiredFaults desired)
    {
        var released = _held.Except(desired.HeldSites).ToArray();
        foreach (var site in desired.HeldSites.Except(_held)) _supervisor.HoldSite(site);
        _held = desired.HeldSites;
        foreach (var site in released) _releases.Add(ReleaseAsync(site));
        _releases.RemoveAll(r => r.IsCompleted);
    }

    private async Task ReleaseAsync(string site)
    {
        try
        {
            await _supervisor.ReleaseSiteAsync(site, _ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The world ends while the site was coming back.
        }
    }

    private async Task<IReadOnlyList<string?>> ReconcileConnectionsAsync(DesiredFaults desired)
    {
        var now = _time.GetUtcNow();
        var changes = _connections.Keys.Except(desired.Connections.Keys).Select(k => (Key: k, Mode: "open", For: ShortestSiloFault))
            .Concat(desired.Connections.Where(d => !_connections.TryGetValue(d.Key, out var done) || done != d.Value)
                .Select(d => (d.Key, d.Value.Mode, For: Max(d.Value.Until - now, ShortestSiloFault)))).ToArray();
        // A paused silo cannot be told anything; it is when it goes on.
        var tellable = changes.Where(c => !desired.Paused.Contains(c.Key)).ToArray();
        var failures = await Task.WhenAll(tellable.Select(c => TellAsync(
            c.Key.Process, c.Key.Incarnation, (url, cancel) => _silos.SetConnectionsAsync(url, c.Mode, c.For, cancel))));

        var done = new Dictionary<(string Process, int Incarnation), (string Mode, DateTimeOffset Until)>(desired.Connections);
        foreach (var change in changes.Except(tellable.Where((_, i) => failures[i] is null)))
            done[change.Key] = NotKnown;
        _connections = done;
        return failures;
    }

    private async Task<IReadOnlyList<string?>> ReconcileLinksAsync(DesiredFaults desired)
    {
        var now = _time.GetUtcNow();
        var tellable = _supervisor.Processes.Where(p => p.Spec.Role == ProcessRole.Silo)
            .Select(p => (p.Spec.Name, p.Spec.Site, p.State))
            .Where(p => p.State.Status == WorldStatus.Up && !desired.Paused.Contains((p.Name, p.State.Incarnation))).ToArray();
        foreach (var old in _links.Keys.Where(k => _supervisor.Find(k.Silo)!.State.Incarnation != k.Incarnation).ToArray()) _links.Remove(old);

        var work = new List<Task<string?>>();
        foreach (var (name, site, state) in tellable)
        {
            var peers = desired.Links.Keys.Where(l => l.From == site).Select(l => l.To)
                .Union(_links.Keys.Where(k => k.Silo == name).Select(k => k.Peer)).ToArray();
            foreach (var peer in peers)
            {
                var wanted = desired.Links.GetValueOrDefault((site, peer));
                if (_links.GetValueOrDefault((name, state.Incarnation, peer)) == wanted) continue;
                work.Add(TellLinkAsync(name, state.Incarnation, peer, wanted, wanted is null ? ShortestSiloFault : Max(wanted.Until - now, ShortestSiloFault)));
            }
        }

        return await Task.WhenAll(work);
    }

    private async Task<string?> TellLinkAsync(string silo, int incarnation, string peer, LinkFault? wanted, TimeSpan duration)
    {
        var failure = await TellAsync(silo, incarnation, (url, cancel) =>
            _silos.SetLinkAsync(url, peer, wanted?.Cut ?? false, wanted?.Delay ?? TimeSpan.Zero, duration, cancel));
        lock (_links)
        {
            if (failure is null && wanted is not null) _links[(silo, incarnation, peer)] = wanted;
            else if (failure is null) _links.Remove((silo, incarnation, peer));
        }

        return failure;
    }

    /// <summary>Null when it was told, or when that incarnation has ended and there is nothing left to tell.</summary>
    private async Task<string?> TellAsync(string silo, int incarnation, Func<string, CancellationToken, Task> tell)
    {
        var process = _supervisor.Find(silo)!;
        if (process.State.Incarnation != incarnation || process.State.Identity is null) return null;
        try
        {
            await tell(process.Spec.OperationsUrl!, _ending.Token);
            return null;
        }
        catch (HttpRequestException error)
        {
            if (process.State.Incarnation != incarnation || process.State.Identity is null) return null;
            LogCannotTell(error, silo);
            return $"{silo}: {error.Message}";
        }
    }

    private Dictionary<string, int> Running(FaultOrder order)
    {
        var running = order.Resolved.Processes.Select(n => _supervisor.Find(n)!).Where(p => p.State.Identity is not null)
            .ToDictionary(p => p.Spec.Name, p => p.State.Incarnation);
        var needsOne = order.Resolved.Processes.Count > 0 && !(order.Kind == FaultKinds.Kill && order.Resolved.Site is not null);
        return needsOne && running.Count == 0 ? throw new ConflictException($"{order.Target} is not running.") : running;
    }

    private void OnProcessChanged(SupervisedProcess process, ProcessState state)
    {
        if (state.Status == WorldStatus.Up && process.Spec.Role == ProcessRole.Silo) Wake();
    }

    private FaultStatus Publish(Fault fault)
    {
        var status = Status(fault);
        Changed?.Invoke(status);
        return status;
    }

    private FaultStatus Status(Fault fault) =>
        fault.ToStatus(site => _supervisor.OfSite(site).Where(p => p.Spec.Role == ProcessRole.Silo).Select(p => p.Spec.Name));

    private async Task WaitAsync(TimeSpan wait, CancellationToken ending)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(ending);
        var woken = _wake.WaitAsync(timer.Token);
        await Task.WhenAny(woken, Task.Delay(wait, _time, timer.Token));
        await timer.CancelAsync();
        try
        {
            await woken;
        }
        catch (OperationCanceledException)
        {
            ending.ThrowIfCancellationRequested();
        }
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else has woken it already.
        }
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
