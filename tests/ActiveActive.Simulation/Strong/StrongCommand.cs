using System.CommandLine;
using System.Diagnostics;

namespace ActiveActive.Simulation.Strong;

/// <summary><c>strong</c>: runs schedules until a number or a time is reached, or one breaks.</summary>
internal static class StrongCommand
{
    public static Command Create()
    {
        var seed = new Option<int>("--seed") { Description = "Seed of the first schedule; the others follow.", DefaultValueFactory = _ => 1 };
        var schedules = new Option<int>("--schedules") { Description = "Most schedules to run.", DefaultValueFactory = _ => int.MaxValue };
        var seconds = new Option<double>("--seconds") { Description = "Longest time to run, in seconds.", DefaultValueFactory = _ => double.MaxValue };
        var mutant = new Option<Mutant>("--mutant") { Description = "A mistake to plant." };
        var forgets = new Option<bool>("--arbiter-forgets") { Description = "The arbiter may lose its last transactions." };
        var silos = new Option<int>("--silos") { Description = "Silos per site.", DefaultValueFactory = _ => 2 };
        var groups = new Option<int>("--groups") { Description = "Ownership groups.", DefaultValueFactory = _ => 2 };
        var workers = new Option<int>("--workers") { Description = "Schedules at the same time.", DefaultValueFactory = _ => 1 };
        var trace = new Option<bool>("--trace") { Description = "Print the events of the first schedule." };
        var command = new Command("strong", "Strong state: ownership, fencing, synchronous replication.") { seed, schedules, seconds, silos, groups, mutant, forgets, workers, trace };
        command.SetAction(result =>
        {
            var options = new StrongOptions(result.GetValue(seed), result.GetValue(mutant))
            {
                SilosPerSite = result.GetValue(silos),
                Groups = result.GetValue(groups),
                ArbiterForgets = result.GetValue(forgets),
                Trace = result.GetValue(trace),
            };
            if (!options.Trace) return Campaign(options, result.GetValue(schedules), result.GetValue(seconds), result.GetValue(workers));
            var outcome = StrongSimulation.Run(options);
            foreach (var line in outcome.Trace) Console.Out.WriteLine(line);
            Console.Out.WriteLine(outcome.Violation ?? $"all invariants held, digest {outcome.Digest:x16}");
            return outcome.Violation is null ? 0 : 1;
        });
        return command;
    }

    private static int Campaign(StrongOptions options, int schedules, double seconds, int workers)
    {
        var watch = Stopwatch.StartNew();
        var totals = new CampaignTotals();
        var next = 0;
        var threads = Enumerable.Range(0, workers).Select(_ => Task.Run(() =>
        {
            while (watch.Elapsed.TotalSeconds < seconds && !totals.HasFailed)
            {
                var index = Interlocked.Increment(ref next) - 1;
                if (index >= schedules) return;
                totals.Add(StrongSimulation.Run(options with { Seed = options.Seed + index }));
            }
        })).ToArray();
        Task.WaitAll(threads);
        Console.Out.WriteLine(totals.Report(watch.Elapsed));
        return totals.HasFailed || totals.Schedules == 0 ? 1 : 0;
    }
}
