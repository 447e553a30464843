using System.CommandLine;
using ActiveActive.Benchmarks;
using ActiveActive.Benchmarks.EventHubs;
using ActiveActive.Benchmarks.Hosting;
using ActiveActive.Benchmarks.Method;
using ActiveActive.Benchmarks.Routing;
using ActiveActive.Benchmarks.SiteLink;

var pairs = new Option<int>("--pairs") { Description = "rounds of paired slices; 30 or more for a figure to quote", DefaultValueFactory = _ => 30, Recursive = true };
var slice = new Option<double>("--slice") { Description = "length of a slice in seconds", DefaultValueFactory = _ => 1.0, Recursive = true };
var callers = new Option<int>("--callers") { Description = "concurrent callers", DefaultValueFactory = _ => 32, Recursive = true };
var seed = new Option<int>("--seed") { Description = "seed of the order of slices and of the bootstrap", DefaultValueFactory = _ => 1, Recursive = true };
var folder = new Option<string>("--out") { Description = "folder for JSON, table and plot", DefaultValueFactory = _ => "artifacts/benchmarks", Recursive = true };
pairs.Validators.Add(r => { if (r.GetValueOrDefault<int>() is < 2 or > 1000) r.AddError("--pairs is 2 to 1000"); });
slice.Validators.Add(r => { if (r.GetValueOrDefault<double>() is < 0.1 or > 60) r.AddError("--slice is 0.1 to 60 seconds"); });
callers.Validators.Add(r => { if (r.GetValueOrDefault<int>() is < 1 or > 1024) r.AddError("--callers is 1 to 1024"); });

var benchmarks = new (string Name, string What, Func<BenchmarkOptions, Action<string>, Task<IReadOnlyList<Comparison>>> Run)[]
{
    ("b7", "in-process router over direct Orleans client; gateway over direct client and over YARP", RoutingAsync),
    ("router", "the first part of b7 alone", RouterBenchmark.RunAsync),
    ("gateway-http", "the other parts of b7 alone", GatewayBenchmark.RunAsync),
    ("hub", "streams over a hub, over the hub's client alone", HubStreamBenchmark.RunAsync),
    ("sitelink", "call over the site link over plain unary gRPC", SiteLinkBenchmark.RunAsync),
};

var root = new RootCommand("Benchmarks: ratios against a baseline measured in the same run.") { pairs, slice, callers, seed, folder };
foreach (var benchmark in benchmarks)
{
    var command = new Command(benchmark.Name, benchmark.What);
    command.SetAction((parsed, _) => RunAsync(parsed, benchmark.Name, benchmark.Run));
    root.Add(command);
}

var all = new Command("all", "every benchmark in turn");
all.SetAction(async (parsed, _) =>
{
    var worst = 0;
    foreach (var benchmark in benchmarks.Where(b => b.Name is not ("router" or "gateway-http"))) worst = Math.Max(worst, await RunAsync(parsed, benchmark.Name, benchmark.Run));
    return worst;
});
root.Add(all);

var siloPort = new Option<int>("--silo-port") { Required = true };
var gatewayPort = new Option<int>("--gateway-port") { Required = true };
var cluster = new Option<string>("--cluster") { Required = true };
var silo = new Command("silo", "the silo role of a benchmark") { siloPort, gatewayPort, cluster };
silo.Hidden = true;
silo.SetAction((parsed, stop) => BenchmarkSilo.ServeAsync(parsed.GetValue(siloPort), parsed.GetValue(gatewayPort), parsed.GetValue(cluster)!, stop));
root.Add(silo);

var site = new Option<string[]>("--site") { Required = true };
var gateway = new Command("gateway", "the gateway role of a benchmark") { site };
gateway.Hidden = true;
gateway.SetAction((parsed, stop) => BenchmarkGateway.ServeAsync(parsed.GetValue(site)!, stop));
root.Add(gateway);

var target = new Option<string>("--target") { Required = true };
var proxy = new Command("proxy", "the proxy role of a benchmark") { target };
proxy.Hidden = true;
proxy.SetAction((parsed, stop) => BenchmarkProxy.ServeAsync(parsed.GetValue(target)!, stop));
root.Add(proxy);

return await root.Parse(args).InvokeAsync();

static async Task<IReadOnlyList<Comparison>> RoutingAsync(BenchmarkOptions options, Action<string> progress) =>
    [.. await RouterBenchmark.RunAsync(options, progress), .. await GatewayBenchmark.RunAsync(options, progress)];

async Task<int> RunAsync(ParseResult parsed, string name, Func<BenchmarkOptions, Action<string>, Task<IReadOnlyList<Comparison>>> run)
{
    var options = new BenchmarkOptions(
        parsed.GetValue(pairs), TimeSpan.FromSeconds(parsed.GetValue(slice)), parsed.GetValue(callers), parsed.GetValue(seed), parsed.GetValue(folder)!);
    var comparisons = await run(options, line => Console.Error.WriteLine($"{name}: {line}"));
    await Report.WriteAsync(options.Folder, name, comparisons);
    Console.WriteLine(Report.Table(comparisons));
    Console.WriteLine($"written to {options.Folder}/{name}.json, .md, .png");
    return comparisons.All(c => c.Verdict is "pass" or "world-class") ? 0 : 1;
}
