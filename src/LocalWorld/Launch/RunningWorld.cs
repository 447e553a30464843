using ActiveActive.LocalWorld.Control;
using ActiveActive.LocalWorld.Faults;
using ActiveActive.LocalWorld.Ports;
using ActiveActive.LocalWorld.Processes;
using ActiveActive.LocalWorld.Roles;
using ActiveActive.LocalWorld.Supervision;
using ActiveActive.LocalWorld.Warden;
using ActiveActive.Operations;
using ActiveActive.SiteLink;
using ActiveActive.World;
using Microsoft.Extensions.Logging;

namespace ActiveActive.LocalWorld.Launch;

/// <summary>A world from its start to its end. Whatever way it ends, nothing of it is left running.</summary>
internal sealed class RunningWorld
{
    private readonly TimeProvider _time;
    private readonly IWorldReporter _reporter;
    private readonly Stack<Func<CancellationToken, Task>> _undo = new();

    private RunningWorld(TimeProvider time, IWorldReporter reporter)
    {
        _time = time;
        _reporter = reporter;
    }

    /// <summary>What is constant during the run.</summary>
    public WorldPlan Plan { get; private set; } = null!;

    /// <summary>The key of its operating endpoints.</summary>
    public OperationsKey Key { get; private set; } = null!;

    /// <summary>Starts a world, and returns when both clusters have answered through both gateways.</summary>
    /// <exception cref="WorldException">It does not start; the message says what is unusable. Nothing is left running.</exception>
    /// <exception cref="OperationCanceledException">Cancelled. Nothing is left running.</exception>
    public static async Task<RunningWorld> StartAsync(
        WorldOptions options, IWorldReporter reporter, TimeProvider time, CancellationToken cancellationToken)
    {
        var world = new RunningWorld(time, reporter);
        try
        {
            await world.StartAsync(options, cancellationToken);
            return world;
        }
        catch
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10), time);
            await world.StopAsync(patience.Token);
            throw;
        }
    }

    /// <summary>Ends everything in good order: callers first, stores last.</summary>
    /// <param name="hurry">Cancelled when there is no more time for good order; what then still runs is killed.</param>
    public async Task StopAsync(CancellationToken hurry)
    {
        List<Exception> failures = [];
        while (_undo.TryPop(out var undo))
        {
            try
            {
                await undo(hurry);
            }
            catch (Exception error)
            {
                // One part that does not end in order must not keep the others from ending.
                failures.Add(error);
            }
        }

        if (failures.Count > 0) throw new AggregateException("the world did not end in good order.", failures);
    }

    private async Task StartAsync(WorldOptions options, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        var folder = Own(await WorldFolder.OpenAsync(options.Data, _time));
        var ports = Own(PortBlock.Reserve(options.Port, folder.Path));
        var runId = Guid.NewGuid().ToString("N")[..12];
        Plan = new WorldPlan(options, folder, ports, runId);
        Key = ReadKey(folder);
        EnsureCertificates();

        var logs = Own(new FileLogs(new RotatingLog(folder.LogOf("launcher"), _time)));
        var http = Own(new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(2) }));
        var specs = await WorldRoles.PlanAsync(WorldRoles.Of(options.Profile, http), Plan, cancellationToken);

        var warden = Own(WardenClient.Start(runId));
        _reporter.Starting(Plan, warden.Pid);
        var children = new WardedChildren(runId, warden, new ProcessLedger(folder.LedgerFile, runId));
        var supervisor = new Supervisor([.. specs.Select(s => Supervise(s, children, logs))]);
        var faults = new FaultInjector(
            supervisor, RulesOf(specs), new HttpSiloFaults(http, Key), _time, logs.CreateLogger("faults"));
        var board = new WorldBoard(Plan, supervisor, faults, _time, logs.CreateLogger("board"));
        _undo.Push(_ => board.DisposeAsync().AsTask());
        foreach (var process in supervisor.Processes) process.Changed += (p, state) => _reporter.Process(board.Describe(p), state.Detail);
        faults.Changed += _reporter.Fault;

        var control = await ControlEndpoint.StartAsync(Plan, Key, board, faults, logs, cancellationToken);
        _undo.Push(_ => control.DisposeAsync().AsTask());
        _undo.Push(supervisor.StopAsync);
        _undo.Push(_ => faults.DisposeAsync().AsTask());

        await UntilReadyAsync(options, supervisor, http, cancellationToken);
        await board.SetReadyAsync(true);
        _reporter.Ready(Plan, Key.Text, board.Current, _time.GetElapsedTime(began));
    }

    private async Task UntilReadyAsync(WorldOptions options, Supervisor supervisor, HttpClient http, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = new CancellationTokenSource(options.StartWithin, _time);
        await using var expiry = timer.Token.Register(deadline.Cancel);
        var missing = "";
        try
        {
            await supervisor.StartAsync(deadline.Token);
            await new ClusterProbe(http, Plan.Sites, _time).WaitAsync(reason => missing = reason, deadline.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var late = supervisor.Processes.Where(p => p.State.Status != WorldStatus.Up).Select(p => $"{p.Spec.Name}: {p.State.Detail} (log: {p.LogPath})").ToArray();
            throw new WorldException(
                $"the world was not ready within {options.StartWithin.TotalSeconds:0} s. {(late.Length > 0 ? string.Join("; ", late) : missing)}");
        }
    }

    private SupervisedProcess Supervise(ProcessSpec spec, WardedChildren children, FileLogs logs)
    {
        var log = new RotatingLog(Plan.Folder.LogOf(spec.Name), _time);
        return Own(new SupervisedProcess(spec, log, children, _time, logs.CreateLogger("supervisor")));
    }

    private static FaultRules RulesOf(IReadOnlyList<ProcessSpec> specs) => new(
        [.. specs.Where(s => s.Role == ProcessRole.Silo).Select(s => s.Name)],
        [.. specs.Where(s => s.Role != ProcessRole.Silo).Select(s => s.Name)],
        WorldOptions.Sites,
        name => specs.First(s => s.Name == name).Site);

    private void EnsureCertificates()
    {
        var files = SiteLinkCertificateFiles.Ensure(
            Plan.Folder.Certificates, Plan.Sites.Select(s => SiteId.Parse(s.Site)), ["127.0.0.1", "localhost"], _time);
        foreach (var site in Plan.Sites) site.Certificates = files[SiteId.Parse(site.Site)];
    }

    private static OperationsKey ReadKey(WorldFolder folder)
    {
        try
        {
            return OperationsKeyFile.ReadOrCreate(folder.KeyFile);
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new WorldException($"the key file cannot be used: {error.Message}");
        }
    }

    private T Own<T>(T owned) where T : IDisposable
    {
        _undo.Push(_ =>
        {
            owned.Dispose();
            return Task.CompletedTask;
        });
        return owned;
    }
}
