using System.Globalization;
using ActiveActive.LocalWorld.Launch;
using ActiveActive.World;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActiveActive.LocalWorld.Terminal;

/// <summary>A table that shows the state of every process in place, for people at a terminal.</summary>
internal sealed class LiveReporter(IAnsiConsole console, TextWriter errors, TimeProvider time) : IWorldReporter, IAsyncDisposable
{
    private const int RecentFaults = 3;
    private static readonly TimeSpan Refresh = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, (WorldProcess Process, string? Detail)> _processes = new(StringComparer.Ordinal);
    private readonly List<FaultStatus> _faults = [];
    private readonly CancellationTokenSource _ending = new();
    private IReadOnlyList<string> _addresses = [];
    private string _headline = "starting";
    private Task _showing = Task.CompletedTask;

    /// <inheritdoc/>
    public void Starting(WorldPlan plan, int? warden)
    {
        lock (_gate) _headline = $"starting two sites of {plan.Options.Silos} silos, profile {plan.Options.Profile}, data in {plan.Folder.Path}";
        _showing = console.Live(Render()).AutoClear(false).StartAsync(ShowAsync);
    }

    /// <inheritdoc/>
    public void Process(WorldProcess process, string? detail)
    {
        lock (_gate) _processes[process.Name] = (process, detail);
    }

    /// <inheritdoc/>
    public void Fault(FaultStatus fault)
    {
        lock (_gate)
        {
            _faults.RemoveAll(f => f.Id == fault.Id);
            _faults.Add(fault);
            if (_faults.Count > RecentFaults) _faults.RemoveAt(0);
        }
    }

    /// <inheritdoc/>
    public void Ready(WorldPlan plan, string key, WorldDocument world, TimeSpan elapsed)
    {
        lock (_gate)
        {
            _headline = string.Create(
                CultureInfo.InvariantCulture, $"both sites answer through both gateways (ready after {elapsed.TotalSeconds:0.0} s). Ctrl-C stops everything.");
            _addresses = [.. PlainReporter.Addresses(plan, key)];
        }
    }

    /// <inheritdoc/>
    public void Stopping()
    {
        lock (_gate) _headline = "stopping";
    }

    /// <inheritdoc/>
    public void Stopped(TimeSpan elapsed)
    {
        lock (_gate) _headline = string.Create(CultureInfo.InvariantCulture, $"stopped after {elapsed.TotalSeconds:0.0} s");
    }

    /// <inheritdoc/>
    public void Failed(string message)
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        errors.WriteLine($"localworld: {message}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_ending.IsCancellationRequested) return;
        await _ending.CancelAsync();
        await _showing;
    }

    private async Task ShowAsync(LiveDisplayContext display)
    {
        while (!_ending.IsCancellationRequested)
        {
            display.UpdateTarget(Render());
            await Task.Delay(Refresh, time, _ending.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }

        display.UpdateTarget(Render());
    }

    private Rows Render()
    {
        lock (_gate)
        {
            var table = new Table().Border(TableBorder.Rounded).AddColumns("process", "kind", "status", "pid", "restarts", "address", "");
            foreach (var (process, detail) in _processes.Values)
                table.AddRow(
                    new Text(process.Name), new Text(process.Kind), new Markup($"[{ColourOf(process.Status)}]{Markup.Escape(process.Status)}[/]"),
                    new Text(process.Pid?.ToString(CultureInfo.InvariantCulture) ?? "-"), new Text(process.Restarts.ToString(CultureInfo.InvariantCulture)),
                    new Text(process.Endpoint), new Text(detail ?? "").Overflow(Overflow.Ellipsis));
            return new Rows(
            [
                new Text(_headline), table,
                .. _faults.Select(f => (IRenderable)new Text($"fault {f.Id}: {f.Kind} {f.Target} is {f.State}")),
                .. _addresses.Select(a => (IRenderable)new Text(a)),
            ]);
        }
    }

    private static string ColourOf(string status) => status switch
    {
        WorldStatus.Up => "green",
        WorldStatus.Starting => "yellow",
        WorldStatus.Paused or WorldStatus.Partitioned or WorldStatus.Degraded => "orange1",
        _ => "red",
    };
}
