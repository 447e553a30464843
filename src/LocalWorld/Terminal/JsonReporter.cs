using System.Text.Json;
using System.Text.Json.Nodes;
using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Roles;
using ActiveActive.World;

namespace ActiveActive.LocalWorld.Terminal;

/// <summary>One JSON object per line and event: <c>starting</c>, <c>process</c>, <c>fault</c>, <c>ready</c>, <c>stopping</c>, <c>stopped</c>, <c>failed</c>.</summary>
internal sealed class JsonReporter(TextWriter output, TimeProvider time) : IWorldReporter
{
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public void Starting(WorldPlan plan, int? warden) => Write("starting", new JsonObject
    {
        ["run"] = plan.RunId,
        ["pid"] = Environment.ProcessId,
        ["warden"] = warden,
        ["data"] = plan.Folder.Path,
        ["profile"] = plan.Options.Profile,
        ["control"] = plan.ControlUrl.Origin(),
    });

    /// <inheritdoc/>
    public void Process(WorldProcess process, string? detail) => Write("process", new JsonObject
    {
        ["name"] = process.Name,
        ["site"] = process.Site,
        ["kind"] = process.Kind,
        ["status"] = process.Status,
        ["pid"] = process.Pid,
        ["restarts"] = process.Restarts,
        ["detail"] = detail,
    });

    /// <inheritdoc/>
    public void Fault(FaultStatus fault) =>
        Write("fault", new JsonObject { ["fault"] = JsonSerializer.SerializeToNode(fault, WorldJson.Default.FaultStatus) });

    /// <inheritdoc/>
    public void Ready(WorldPlan plan, string key, WorldDocument world, TimeSpan elapsed) => Write("ready", new JsonObject
    {
        ["seconds"] = Math.Round(elapsed.TotalSeconds, 2),
        ["keyFile"] = plan.Folder.KeyFile,
        ["world"] = JsonSerializer.SerializeToNode(world, WorldJson.Default.WorldDocument),
    });

    /// <inheritdoc/>
    public void Stopping() => Write("stopping", []);

    /// <inheritdoc/>
    public void Stopped(TimeSpan elapsed) => Write("stopped", new JsonObject { ["seconds"] = Math.Round(elapsed.TotalSeconds, 2) });

    /// <inheritdoc/>
    public void Failed(string message) => Write("failed", new JsonObject { ["message"] = message });

    private void Write(string name, JsonObject body)
    {
        body.Insert(0, "event", name);
        body.Insert(1, "at", time.GetUtcNow());
        lock (_gate)
        {
            output.WriteLine(body.ToJsonString());
            output.Flush();
        }
    }
}
