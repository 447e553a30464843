using System.CommandLine;
using ActiveActive.LocalWorld.Demo;
using ActiveActive.LocalWorld.Demo.Calls;
using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Terminal;

namespace ActiveActive.LocalWorld.Commands;

/// <summary><c>demo</c>: a scripted tour on a fresh world of its own. Exit code 0 only if every step held.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var options = new WorldOptionSet();
        var data = new Option<string?>("--data") { Description = "Folder for the tour's world; a fresh temporary one, removed at the end, when not given." };
        var command = new Command("demo", "A tour on a fresh world: shop in both sites, lose silos and a site under load, drain. Exit code 0 only if every step held.") { data };
        options.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(data), folder => options.Read(parsed, folder), parsed.GetValue(options.Json)));
        return command;
    }

    private static async Task<int> RunAsync(string? data, Func<string, WorldOptions> optionsFor, bool json)
    {
        var time = TimeProvider.System;
        using var interrupts = new Interrupts(time);
        IWorldReporter reporter = json ? new JsonReporter(Console.Out, time) : new PlainReporter(Console.Out, Console.Error, time);
        if (optionsFor("").Silos < Script.MinSilos)
        {
            reporter.Failed($"the tour needs {Script.MinSilos} silos a site: of two, neither can tell whether it or the other is cut off.");
            return 1;
        }

        var folder = data ?? TemporaryFolder();
        var held = false;
        try
        {
            var options = optionsFor(folder);
            var world = await RunningWorld.StartAsync(options, reporter, time, interrupts.First);
            try
            {
                held = await TourAsync(world, json ? new JsonVoice(Console.Out) : new PlainVoice(Console.Out), time, interrupts.First);
            }
            finally
            {
                await UpCommand.StopAsync(world, reporter, time, interrupts.Second);
            }
        }
        catch (WorldException error)
        {
            reporter.Failed(error.Message);
        }
        catch (OperationCanceledException) when (interrupts.First.IsCancellationRequested)
        {
            reporter.Failed("interrupted; nothing is left running.");
        }

        if (data is null && held) Directory.Delete(folder, recursive: true);
        else if (!held) await Console.Error.WriteLineAsync($"localworld: data and logs of the tour are in {folder}");
        return held ? 0 : 1;
    }

    private static async Task<bool> TourAsync(RunningWorld world, ITourVoice voice, TimeProvider time, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(2) });
        var context = new TourContext(ShopAddresses.Of(world.Plan, world.Key.Text), http, time);
        var results = await new Tour(context, voice).RunAsync(Script.Steps, cancellationToken);
        return results.Count == Script.Steps.Count && results.All(r => r.Failure is null);
    }

    /// <summary>A folder that other users may enter, because a server of profile 'services' may run as one of them.</summary>
    private static string TemporaryFolder()
    {
        var folder = Directory.CreateTempSubdirectory("activeactive-demo-").FullName;
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        return folder;
    }
}
