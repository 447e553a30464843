using System.CommandLine;
using System.Text.Json;
using ActiveActive.Client.Admin;
using ActiveActive.Client.Terminal;
using ActiveActive.World;
using Spectre.Console;

namespace ActiveActive.Client.Commands;

/// <summary><c>status</c>: what runs where, how traffic is routed, which faults are active.</summary>
internal static class StatusCommand
{
    public static Command Create(CommonOptions common)
    {
        var command = new Command("status", "Show sites, processes, traffic and faults.");
        command.SetAction(async (parsed, stop) =>
        {
            using var admin = common.Admin(parsed);
            var world = await admin.GetWorldAsync(stop).ConfigureAwait(false);
            var traffic = await TryAsync(() => admin.GetTrafficAsync(stop)).ConfigureAwait(false);
            var faults = await TryAsync(() => admin.GetFaultsAsync(stop)).ConfigureAwait(false);
            common.Screen(parsed).Show(
                new { world, traffic = traffic.Value.ValueKind == JsonValueKind.Undefined ? (JsonElement?)null : traffic.Value, faults = faults.Value },
                console => Show(console, world, traffic, faults));
            return ClientProgram.Ok;
        });
        return command;
    }

    private static void Show(
        IAnsiConsole console, WorldDocument world, (JsonElement Value, string? Problem) traffic, (IReadOnlyList<FaultStatus>? Value, string? Problem) faults)
    {
        console.WriteLine($"service {world.ServiceId}, profile {world.Profile}, {(world.Ready ? "ready" : "not ready yet")}, at {world.At.ToLocalTime():HH:mm:ss}");
        var sites = Tables.New("site", "status", "cluster", "dashboard");
        foreach (var site in world.Sites) sites.AddRow(Tables.Text(site.Site), Tables.Text(site.Status), Tables.Text(site.ClusterId), Tables.Text(site.Dashboard));
        console.Write(sites);

        var processes = Tables.New("site", "name", "kind", "status", ">pid", ">restarts", "endpoint");
        foreach (var process in new[] { world.Gateways, world.Silos, world.Stores, world.Hubs, world.Arbiters }.SelectMany(p => p))
            processes.AddRow(
                Tables.Text(process.Site), Tables.Text(process.Name), Tables.Text(process.Kind), Tables.Text(process.Status), Tables.Text(process.Pid), Tables.Text(process.Restarts), Tables.Text(process.Endpoint));
        console.Write(processes);

        if (traffic.Problem is not null) console.WriteLine($"traffic: {traffic.Problem}");
        else ShowTraffic(console, traffic.Value);
        if (faults.Problem is not null) console.WriteLine($"faults: {faults.Problem}");
        else ShowFaults(console, faults.Value!);
    }

    private static void ShowTraffic(IAnsiConsole console, JsonElement traffic)
    {
        if (traffic.ValueKind != JsonValueKind.Object || !traffic.TryGetProperty("sites", out var sites) || sites.ValueKind != JsonValueKind.Array) return;
        var table = Tables.New("traffic to", "health", "drained", ">weight");
        foreach (var site in sites.EnumerateArray())
            table.AddRow(Member(site, "site"), Member(site, "health"), Member(site, "drained"), Member(site, "weight"));
        console.Write(table);
    }

    private static void ShowFaults(IAnsiConsole console, IReadOnlyList<FaultStatus> faults)
    {
        var active = faults.Where(f => f.State == "active").ToArray();
        if (active.Length == 0)
        {
            console.WriteLine("no fault is active");
            return;
        }

        var table = Tables.New("fault", "kind", "target", "until");
        foreach (var fault in active) table.AddRow(Tables.Text(fault.Id), Tables.Text(fault.Kind), Tables.Text(fault.Target), Tables.Text(fault.Until.ToLocalTime().ToString("HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)));
        console.Write(table);
    }

    private static Text Member(JsonElement element, string name) => Tables.Text(element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.Null => "",
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Object when value.TryGetProperty("state", out var state) => state.ToString(),
            _ => value.ToString(),
        }
        : "");

    /// <summary>What a part of the status is, or why it is not known: one missing part must not hide the others.</summary>
    private static async Task<(T? Value, string? Problem)> TryAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return (await ask().ConfigureAwait(false), null);
        }
        catch (AdminException e)
        {
            return (default, e.Message);
        }
    }
}
