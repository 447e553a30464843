using System.CommandLine;
using System.Globalization;
using ActiveActive.Client.Load;
using ActiveActive.Client.Shop;
using ActiveActive.Client.Terminal;
using ActiveActive.Client.World;
using Spectre.Console;

namespace ActiveActive.Client.Commands;

/// <summary><c>load</c>: shoppers at a fixed rate, live figures, a summary, and a look for everything that was acknowledged.</summary>
internal static class LoadCommand
{
    private static readonly TimeSpan LiveInterval = TimeSpan.FromSeconds(1);

    public static Command Create(CommonOptions common)
    {
        var rate = new Option<double>("--rate") { Description = "operations to begin each second", HelpName = "N", DefaultValueFactory = _ => 50 };
        var shoppers = new Option<int>("--shoppers") { Description = "shoppers that share them, each one operation at a time", HelpName = "N", DefaultValueFactory = _ => 50 };
        var duration = new Option<double>("--duration") { Description = "seconds", HelpName = "SECONDS", DefaultValueFactory = _ => 30 };
        var seed = new Option<int>("--seed") { Description = "same seed, same shopping", HelpName = "N", DefaultValueFactory = _ => 1 };
        var products = new Option<int>("--products") { Description = "products to shop for", HelpName = "N", DefaultValueFactory = _ => 20 };
        var run = new Option<string?>("--run-id") { Description = "names the run's products, carts and orders (default: from the time)", HelpName = "ID" };
        var sites = new Option<string?>("--sites") { Description = "sites to put the products in place at (default: those of the world)", HelpName = "SITE[,SITE]" };
        var noVerify = new Option<bool>("--no-verify") { Description = "do not look for acknowledged writes at the end" };
        rate.Between(0.01, 100_000);
        shoppers.Between(1, 10_000);
        duration.Between(0.1, 86_400);
        products.Between(1, 1_000);
        run.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && result.Tokens[0].Value is var id && (id.Length is 0 or > 40 || !id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')))
                result.AddError("--run-id takes 1 to 40 letters, digits and hyphens.");
        });
        var command = new Command(
            "load",
            "Shop at a fixed rate with many shoppers. Operations begin when they are due, whatever became of the ones before, and latency counts from "
            + "then. At the end everything that was acknowledged is looked for; exit code 1 when something is missing, or nothing succeeded.");
        foreach (var option in new Option[] { rate, shoppers, duration, seed, products, sites, run, noVerify }) command.Options.Add(option);
        command.SetAction((parsed, stop) =>
        {
            var gateways = common.World(parsed).Gateways();
            var options = new LoadOptions
            {
                Rate = parsed.GetValue(rate),
                Shoppers = parsed.GetValue(shoppers),
                Duration = TimeSpan.FromSeconds(parsed.GetValue(duration)),
                Seed = parsed.GetValue(seed),
                Products = parsed.GetValue(products),
                RunId = parsed.GetValue(run) ?? TimeProvider.System.GetUtcNow().ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture),
                Verify = !parsed.GetValue(noVerify),
                Sites = parsed.GetValue(sites) is { } named
                    ? named.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    : [.. gateways.Select(g => g.Site).OfType<string>().Distinct(StringComparer.Ordinal)],
            };
            var timeout = common.Timeout(parsed);
            var client = new ShopHttpClientOptions { Gateways = gateways, Timeout = timeout, AttemptTimeout = timeout < TimeSpan.FromSeconds(5) ? timeout : TimeSpan.FromSeconds(5) };
            return RunAsync(common.Screen(parsed), options, client, stop);
        });
        return command;
    }

    private static async Task<int> RunAsync(Screen screen, LoadOptions options, ShopHttpClientOptions client, CancellationToken stop)
    {
        await using var load = new LoadRun(options, client);
        screen.Line($"run {options.RunId}: {options.Rate} operations/s by {options.Shoppers} shoppers for {options.Duration.TotalSeconds} s, seed {options.Seed}");
        await load.PrepareAsync(stop).ConfigureAwait(false);
        var running = load.RunAsync(stop);
        await WatchAsync(screen, load, running).ConfigureAwait(false);
        var summary = await running.ConfigureAwait(false);
        screen.Show(summary, console => Show(console, summary));
        return summary.Verification is { Holds: false } || summary.Succeeded == 0 ? ClientProgram.Failed : ClientProgram.Ok;
    }

    private static async Task WatchAsync(Screen screen, LoadRun load, Task running)
    {
        if (screen.IsJson)
        {
            await running.ConfigureAwait(false);
            return;
        }

        using var timer = new PeriodicTimer(screen.IsLive ? LiveInterval : 5 * LiveInterval);
        if (!screen.IsLive)
        {
            while (await Task.WhenAny(running, timer.WaitForNextTickAsync().AsTask()).ConfigureAwait(false) != running) screen.Line(Text(load.TakeProgress()));
            return;
        }

        await screen.Console.Live(new Text("")).AutoClear(true).StartAsync(async live =>
        {
            while (await Task.WhenAny(running, timer.WaitForNextTickAsync().AsTask()).ConfigureAwait(false) != running)
            {
                live.UpdateTarget(Table(load.TakeProgress()));
                live.Refresh();
            }
        }).ConfigureAwait(false);
    }

    private static string Text(LoadProgress p) => string.Create(
        CultureInfo.InvariantCulture,
        $"{p.Elapsed.TotalSeconds,6:0} s  {p.Rate,8:0.0}/s  p50 {Ms(p.P50)}  p99 {Ms(p.P99)}  max {Ms(p.Max)}  open {p.Open}  failed {p.Failed}  {Shares(p.Sites)}");

    private static Table Table(LoadProgress p)
    {
        var table = Tables.New(">s", ">per s", ">p50 ms", ">p99 ms", ">max ms", ">open", ">failed", "sites");
        table.AddRow(
            Tables.Text((long)p.Elapsed.TotalSeconds), Tables.Text(p.Rate.ToString("0.0", CultureInfo.InvariantCulture)), Tables.Text(Ms(p.P50)), Tables.Text(Ms(p.P99)), Tables.Text(Ms(p.Max)), Tables.Text(p.Open), Tables.Text(p.Failed), Tables.Text(Shares(p.Sites)));
        return table;
    }

    private static void Show(IAnsiConsole console, LoadSummary s)
    {
        console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{s.Begun} operations in {s.ElapsedSeconds:0.0} s: {s.Succeeded} succeeded ({s.RateDone:0.0}/s answered), {s.Refused} refused by the shop, {s.Failed} failed; {s.Retried} needed more than one attempt"));
        var table = Tables.New("latency from the intended start, ms", ">count", ">p50", ">p90", ">p99", ">p99.9", ">max");
        foreach (var (name, latency) in s.Operations.Append(new("all", s.Latency)))
            table.AddRow(Tables.Text(name), Tables.Text(latency.Count), Tables.Text(latency.P50), Tables.Text(latency.P90), Tables.Text(latency.P99), Tables.Text(latency.P999), Tables.Text(latency.Max));
        console.Write(table);
        console.WriteLine($"served by: {Shares(s.Sites)}; because of: {Shares(s.Reasons)}");
        if (s.Failures.Count > 0) console.WriteLine($"failures: {string.Join(", ", s.Failures.Select(f => $"{f.Key} {f.Value}"))}");
        if (s.Verification is not { } verification) return;
        console.WriteLine(verification.Holds
            ? $"verified: {verification.Checked} acknowledged facts are there{(verification.Unchecked == 0 ? "" : $", {verification.Unchecked} could not be checked because their site did not answer")}"
            : $"NOT VERIFIED: {verification.ViolationCount} of {verification.Checked} acknowledged facts are contradicted");
        foreach (var violation in verification.Violations) console.WriteLine($"  {violation}");
    }

    private static string Shares(IReadOnlyDictionary<string, long> counts)
    {
        var total = counts.Values.Sum();
        return total == 0 ? "-" : string.Join(", ", counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key} {100.0 * c.Value / total:0.#} %")));
    }

    private static string Ms(TimeSpan duration) => duration.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture);
}
