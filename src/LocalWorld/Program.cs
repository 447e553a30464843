using System.CommandLine;
using ActiveActive.LocalWorld.Commands;

if (!OperatingSystem.IsLinux())
{
    await Console.Error.WriteLineAsync("localworld: the local world runs on Linux only (also under WSL): it stops, kills and watches processes by Linux means.");
    return 1;
}

var root = new RootCommand("Both sites on this machine: stores, silos and gateways, each a process, until Ctrl-C.");
UpCommand.Configure(root);
root.Subcommands.Add(DemoCommand.Create());
root.Subcommands.Add(StoreCommand.Create());
root.Subcommands.Add(WardenCommand.Create());
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
