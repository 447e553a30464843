using System.CommandLine;
using ActiveActive.Client.Admin;
using ActiveActive.Client.World;
using ActiveActive.World;
using Spectre.Console;

namespace ActiveActive.Client.Commands;

/// <summary>The operator's commands: what runs where, faults on command, drains.</summary>
internal static class OperatorCommands
{
    public static IEnumerable<Command> Create(CommonOptions common)
    {
        yield return StatusCommand.Create(common);
        yield return Kill(common);
        yield return Pause(common);
        yield return Resume(common);
        yield return Partition(common);
        yield return Delay(common);
        yield return Heal(common);
        yield return Drain(common, "drain", "Send new calls to the other sites; running ones finish.", drain: true);
        yield return Drain(common, "undrain", "Take a drain back.", drain: false);
    }

    private static Command Kill(CommonOptions common)
    {
        var target = Target("silo, gateway or store by name (a-1, gateway-a, store-b), or site:a for a whole site");
        var seconds = For("how long a killed site stays down; a process is restarted at once");
        return Make(common, "kill", "Kill a process or a whole site.", [target], [seconds], (p, admin, stop) =>
            StartAsync(common, p, admin, new FaultRequest { Kind = FaultKinds.Kill, Target = p.GetValue(target)!, DurationSeconds = p.GetValue(seconds) }, stop));
    }

    private static Command Pause(CommonOptions common)
    {
        var target = Target("process by name, or site:a for a whole site");
        var seconds = For("how long it is halted");
        return Make(common, "pause", "Halt a process (stop signal); it goes on by itself afterwards.", [target], [seconds], (p, admin, stop) =>
            StartAsync(common, p, admin, new FaultRequest { Kind = FaultKinds.Pause, Target = p.GetValue(target)!, DurationSeconds = p.GetValue(seconds) }, stop));
    }

    private static Command Resume(CommonOptions common)
    {
        var target = Target("as in pause");
        return Make(common, "resume", "Let a halted process go on now.", [target], [], (p, admin, stop) =>
            EndAsync(common, p, admin, f => f.Kind == FaultKinds.Pause && f.Target == p.GetValue(target), $"{p.GetValue(target)} is not paused", stop));
    }

    private static Command Partition(CommonOptions common)
    {
        var target = Target("silo by name (cut off from the other silos of its cluster), or link:a-b (link:a>b for one way)");
        var seconds = For("how long it lasts");
        var mode = new Option<string>("--mode")
        {
            Description = "stall: connections stay open and carry nothing; refuse: they are closed and new ones refused. A link is always stalled",
            DefaultValueFactory = _ => FaultKinds.Stall,
        };
        mode.AcceptOnlyFromAmong(FaultKinds.Stall, FaultKinds.Refuse);
        return Make(common, "partition", "Cut a silo off from its cluster, or the sites from each other.", [target], [mode, seconds], (p, admin, stop) =>
        {
            var name = p.GetValue(target)!;
            var isLink = name.StartsWith("link:", StringComparison.Ordinal);
            if (isLink && p.GetResult(mode) is { Implicit: false } && p.GetValue(mode) == FaultKinds.Refuse)
                throw new UsageException("a link cannot refuse: leave --mode out, or name a silo.");
            var kind = isLink ? FaultKinds.Cut : p.GetValue(mode)!;
            return StartAsync(common, p, admin, new FaultRequest { Kind = kind, Target = name, DurationSeconds = p.GetValue(seconds) }, stop);
        });
    }

    private static Command Delay(CommonOptions common)
    {
        var target = Target("link:a-b, or link:a>b for one way");
        var milliseconds = new Argument<double>("MILLISECONDS") { Description = "one-way delay, 0 to 10000" };
        var seconds = For("how long it lasts");
        return Make(common, "delay", "Slow the link between the sites down.", [target, milliseconds], [seconds], (p, admin, stop) => StartAsync(
            common,
            p,
            admin,
            new FaultRequest { Kind = FaultKinds.Delay, Target = p.GetValue(target)!, DelayMilliseconds = p.GetValue(milliseconds), DurationSeconds = p.GetValue(seconds) },
            stop));
    }

    private static Command Heal(CommonOptions common)
    {
        var target = new Argument<string?>("TARGET") { Description = "target or id of a fault; without it all faults end", Arity = ArgumentArity.ZeroOrOne };
        return Make(common, "heal", "End faults.", [target], [], (p, admin, stop) =>
            EndAsync(common, p, admin, f => p.GetValue(target) is not { } wanted || f.Target == wanted || f.Id == wanted, p.GetValue(target) is { } name ? $"no fault is active on {name}" : null, stop));
    }

    private static Command Drain(CommonOptions common, string name, string description, bool drain)
    {
        var site = new Argument<string>("SITE") { Description = "id of the site" };
        return Make(common, name, description, [site], [], async (p, admin, stop) =>
        {
            await admin.DrainAsync(p.GetValue(site)!, drain, stop).ConfigureAwait(false);
            common.Screen(p).Show(new { site = p.GetValue(site), drained = drain }, console => console.WriteLine($"site {p.GetValue(site)} {(drain ? "is drained" : "takes calls again")}"));
        });
    }

    private static Argument<string> Target(string description) => new("TARGET") { Description = description };

    private static Option<double?> For(string description)
    {
        var option = new Option<double?>("--for") { Description = $"seconds, 0.1 to 600: {description} (default 30)", HelpName = "SECONDS" };
        option.BetweenIfGiven(0.1, 600, " seconds");
        return option;
    }

    private static Command Make(
        CommonOptions common, string name, string description, Argument[] arguments, Option[] options, Func<ParseResult, AdminClient, CancellationToken, Task> act)
    {
        var command = new Command(name, description);
        foreach (var argument in arguments) command.Arguments.Add(argument);
        foreach (var option in options) command.Options.Add(option);
        command.SetAction(async (parsed, stop) =>
        {
            using var admin = common.Admin(parsed, parsed.GetResult("TARGET") is null ? null : parsed.GetValue<string?>("TARGET"));
            await act(parsed, admin, stop).ConfigureAwait(false);
            return ClientProgram.Ok;
        });
        return command;
    }

    private static async Task StartAsync(CommonOptions common, ParseResult parsed, AdminClient admin, FaultRequest fault, CancellationToken stop)
    {
        var started = await admin.StartFaultAsync(fault, stop).ConfigureAwait(false);
        if (started.State == "failed") throw new AdminException("fault-failed", CallOutcome.NotApplied, started.Detail ?? $"{fault.Kind} {fault.Target} failed.");
        common.Screen(parsed).Show(started, console =>
        {
            var processes = started.Processes.Count == 0 ? "" : $" ({string.Join(", ", started.Processes)})";
            if (started.State != "active")
            {
                console.WriteLine($"{started.Kind} {started.Target}{processes}: done");
                return;
            }

            console.WriteLine($"{started.Kind} {started.Target}{processes}: fault {started.Id}, until {started.Until.ToLocalTime():HH:mm:ss}");
            console.WriteLine($"end it now with: client heal {started.Id}");
        });
    }

    private static async Task EndAsync(
        CommonOptions common, ParseResult parsed, AdminClient admin, Func<FaultStatus, bool> match, string? whenNone, CancellationToken stop)
    {
        var active = (await admin.GetFaultsAsync(stop).ConfigureAwait(false)).Where(f => f.State == "active").ToArray();
        var ending = active.Where(match).ToArray();
        if (ending.Length == 0 && whenNone is not null)
            throw new AdminException(ErrorSlugs.NotFound, CallOutcome.NotApplied, $"{whenNone}; active are: {(active.Length == 0 ? "none" : string.Join(", ", active.Select(f => $"{f.Kind} {f.Target} ({f.Id})")))}.");
        foreach (var fault in ending) await admin.EndFaultAsync(fault.Id, stop).ConfigureAwait(false);
        common.Screen(parsed).Show(
            new { ended = ending.Select(f => f.Id) },
            console => console.WriteLine(ending.Length == 0 ? "no fault is active" : $"ended {string.Join(", ", ending.Select(f => $"{f.Kind} {f.Target}"))}"));
    }
}
