using System.Text.Json;
using ActiveActive.LocalWorld.Faults;
using ActiveActive.LocalWorld.Processes;
using ActiveActive.LocalWorld.Roles;
using ActiveActive.LocalWorld.Supervision;
using ActiveActive.World;
using Microsoft.Extensions.Logging;

namespace ActiveActive.LocalWorld.Launch;

/// <summary>What runs where, as a document, in memory and in <c>world.json</c>. The file is replaced whole, so that a reader never sees half of it.</summary>
internal sealed partial class WorldBoard : IAsyncDisposable
{
    /// <summary>Changes that come within this span are written together.</summary>
    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(100);

    private readonly WorldPlan _plan;
    private readonly Supervisor _supervisor;
    private readonly FaultInjector _faults;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _dirty = new(1, 1);
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _writing;
    private volatile bool _ready;

    public WorldBoard(WorldPlan plan, Supervisor supervisor, FaultInjector faults, TimeProvider time, ILogger logger)
    {
        _plan = plan;
        _supervisor = supervisor;
        _faults = faults;
        _time = time;
        _logger = logger;
        foreach (var process in supervisor.Processes) process.Changed += (_, _) => Touch();
        faults.Changed += _ => Touch();
        _writing = WriteLoopAsync(_ending.Token);
    }

    /// <summary>The document as of now.</summary>
    public WorldDocument Current => new()
    {
        ServiceId = WorldPlan.ServiceId,
        Profile = _plan.Options.Profile,
        Ready = _ready,
        At = _time.GetUtcNow(),
        Sites = [.. _plan.Sites.Select(Site)],
        Silos = Of(ProcessRole.Silo),
        Gateways = Of(ProcessRole.Gateway),
        Arbiters = Of(ProcessRole.Arbiter),
        Stores = [.. Of(ProcessRole.Store), .. Of(ProcessRole.Sql)],
        Hubs = Of(ProcessRole.Hub),
    };

    /// <summary>Both clusters have answered, or the world has ended.</summary>
    public async Task SetReadyAsync(bool ready)
    {
        _ready = ready;
        await WriteAsync();
    }

    /// <summary>One process as the document shows it.</summary>
    public WorldProcess Describe(SupervisedProcess process)
    {
        var state = process.State;
        return new WorldProcess
        {
            Site = process.Spec.Site,
            Name = process.Spec.Name,
            Kind = process.Spec.Kind,
            Pid = state.Identity?.Pid,
            Endpoint = process.Spec.Endpoint,
            OperationsUrl = process.Spec.OperationsUrl,
            Status = state.Identity is null ? state.Status : _faults.StatusOf(process.Spec.Name, state.Incarnation) ?? state.Status,
            Restarts = state.Restarts,
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _writing;
        await SetReadyAsync(false);
        _ending.Dispose();
        _dirty.Dispose();
    }

    private IReadOnlyList<WorldProcess> Of(ProcessRole role) => [.. _supervisor.Processes.Where(p => p.Spec.Role == role).Select(Describe)];

    private WorldSite Site(SitePlan site)
    {
        var states = _supervisor.OfSite(site.Site).Select(p => Describe(p).Status).ToArray();
        return new WorldSite
        {
            Site = site.Site,
            ClusterId = site.ClusterId,
            Dashboard = site.DashboardUrl is { } url ? url.Origin() + "/" : null,
            Status = states.All(s => s == WorldStatus.Up) ? WorldStatus.Up
                : states.All(s => s is WorldStatus.Down or WorldStatus.Paused) ? WorldStatus.Down
                : _ready ? WorldStatus.Degraded : WorldStatus.Starting,
        };
    }

    private void Touch()
    {
        try
        {
            _dirty.Release();
        }
        catch (Exception error) when (error is SemaphoreFullException or ObjectDisposedException)
        {
            // A write is due already, or the world has ended.
        }
    }

    private async Task WriteLoopAsync(CancellationToken ending)
    {
        try
        {
            while (true)
            {
                await _dirty.WaitAsync(ending);
                await WriteAsync();
                await Task.Delay(Gather, _time, ending);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The last state is written on disposal.
        }
    }

    private async Task WriteAsync()
    {
        var draft = $"{_plan.Folder.WorldFile}.{Guid.NewGuid():N}";
        try
        {
            await File.WriteAllBytesAsync(draft, JsonSerializer.SerializeToUtf8Bytes(Current, WorldJson.Default.WorldDocument));
            File.Move(draft, _plan.Folder.WorldFile, overwrite: true);
        }
        catch (IOException error)
        {
            LogCannotPublish(error, _plan.Folder.WorldFile);
        }
    }
}
