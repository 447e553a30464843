using System.CommandLine;
using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Terminal;
using Spectre.Console;

namespace ActiveActive.LocalWorld.Commands;

/// <summary>The default command: a world until Ctrl-C.</summary>
internal static class UpCommand
{
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(25);

    /// <summary>Makes <paramref name="command"/> start a world.</summary>
    public static void Configure(Command command)
    {
        var options = new WorldOptionSet();
        var data = new Option<string>("--data") { Description = "Folder of the world's data; a second start continues from it.", DefaultValueFactory = _ => ".world" };
        command.Options.Add(data);
        options.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(options.Read(parsed, parsed.GetValue(data)!), parsed.GetValue(options.Json)));
    }

    private static async Task<int> RunAsync(WorldOptions options, bool json)
    {
        var time = TimeProvider.System;
        using var interrupts = new Interrupts(time);
        await using var live = !json && !Console.IsOutputRedirected ? new LiveReporter(AnsiConsole.Console, Console.Error, time) : null;
        IWorldReporter reporter = json ? new JsonReporter(Console.Out, time) : live ?? (IWorldReporter)new PlainReporter(Console.Out, Console.Error, time);
        try
        {
            var world = await RunningWorld.StartAsync(options, reporter, time, interrupts.First);
            await interrupts.WaitAsync();
            await StopAsync(world, reporter, time, interrupts.Second);
            return 0;
        }
        catch (WorldException error)
        {
            reporter.Failed(error.Message);
            return 1;
        }
        catch (OperationCanceledException) when (interrupts.First.IsCancellationRequested)
        {
            reporter.Failed("interrupted before it was ready; nothing is left running.");
            return 130;
        }
    }

    /// <summary>Ends a world within a bounded time; a second interruption ends it at once.</summary>
    internal static async Task StopAsync(RunningWorld world, IWorldReporter reporter, TimeProvider time, CancellationToken atOnce)
    {
        reporter.Stopping();
        var began = time.GetTimestamp();
        using var timer = new CancellationTokenSource(StopWithin, time);
        using var hurry = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, atOnce);
        await world.StopAsync(hurry.Token);
        reporter.Stopped(time.GetElapsedTime(began));
    }
}
