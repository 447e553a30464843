using System.Globalization;
using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Roles;
using ActiveActive.World;

namespace ActiveActive.LocalWorld.Terminal;

/// <summary>One line per event, for people who read a log.</summary>
internal sealed class PlainReporter(TextWriter output, TextWriter errors, TimeProvider time) : IWorldReporter
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _shown = [];

    /// <inheritdoc/>
    public void Starting(WorldPlan plan, int? warden) =>
        Write($"starting two sites of {plan.Options.Silos} silos, profile {plan.Options.Profile}, data in {plan.Folder.Path}");

    /// <inheritdoc/>
    public void Process(WorldProcess process, string? detail)
    {
        var pid = process.Pid is { } number ? string.Create(CultureInfo.InvariantCulture, $"pid {number}") : "no process";
        lock (_gate)
        {
            // What a starting process still waits for changes often; its log has it.
            var now = $"{process.Status} {pid}";
            if (_shown.TryGetValue(process.Name, out var before) && before == now) return;
            _shown[process.Name] = now;
        }

        Write($"{process.Name} is {process.Status} ({pid}){(detail is null || process.Status == WorldStatus.Starting ? "" : $": {detail}")}");
    }

    /// <inheritdoc/>
    public void Fault(FaultStatus fault) =>
        Write($"fault {fault.Id}: {fault.Kind} {fault.Target} is {fault.State}{(fault.Detail is null ? "" : $": {fault.Detail}")}");

    /// <inheritdoc/>
    public void Ready(WorldPlan plan, string key, WorldDocument world, TimeSpan elapsed)
    {
        Write(string.Create(CultureInfo.InvariantCulture, $"both sites answer through both gateways after {elapsed.TotalSeconds:0.0} s"));
        foreach (var line in Addresses(plan, key)) Write(line);
        Write("Ctrl-C stops everything");
    }

    /// <inheritdoc/>
    public void Stopping() => Write("stopping");

    /// <inheritdoc/>
    public void Stopped(TimeSpan elapsed) => Write(string.Create(CultureInfo.InvariantCulture, $"stopped after {elapsed.TotalSeconds:0.0} s"));

    /// <inheritdoc/>
    public void Failed(string message)
    {
        lock (_gate) errors.WriteLine($"localworld: {message}");
    }

    /// <summary>Where to look: one line per address.</summary>
    internal static IEnumerable<string> Addresses(WorldPlan plan, string key)
    {
        foreach (var site in plan.Sites)
        {
            yield return $"site {site.Site}: gateway    {site.GatewayUrl!.Origin()}";
            yield return $"        console    {site.AdminUrl!.Origin()}/?key={key}";
            yield return $"        dashboard  {site.DashboardUrl!.Origin()}/?key={key}";
        }

        yield return $"key:    {plan.Folder.KeyFile}   logs: {Path.GetDirectoryName(plan.Folder.LogOf("x"))}";
    }

    private void Write(string text)
    {
        var at = time.GetUtcNow().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
        lock (_gate) output.WriteLine($"{at} {text}");
    }
}
