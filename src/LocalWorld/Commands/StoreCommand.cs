using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ActiveActive.LocalWorld.Commands;

/// <summary><c>store</c>: one site's store, Garnet, as a process of its own.</summary>
/// <remarks>
/// <para>What the options are for. RandomAccess: the default device wants libaio, and without it the process aborts on its first write. Commit
/// wait: without it a write is acknowledged before it is on disk. Transaction mode: without it concurrent scripts lose each other's updates.</para>
/// <para>Storage tier: without it the memory bound works as in a cache, and records beyond it are forgotten although they were acknowledged. With
/// it they are kept, but slow to read and to recover, and a scan may hang; hence a bound well above what a local world holds.</para>
/// <para>Checkpoints cut the log, which grows without bound otherwise; it is cut in whole segments, hence small ones.</para>
/// </remarks>
internal static class StoreCommand
{
    public const string Name = "store";

    private const int DefaultCheckpointSeconds = 300;
    private const string DefaultMemory = "256m";

    public static Command Create()
    {
        var port = new Option<int>("--port") { Description = "Port of the loopback address.", Required = true };
        var folder = new Option<string>("--folder") { Description = "Folder of its data.", Required = true };
        var checkpoint = new Option<int>("--checkpoint-seconds")
        {
            Description = "Seconds between checkpoints.",
            DefaultValueFactory = _ => DefaultCheckpointSeconds,
        };
        var memory = new Option<string>("--memory") { Description = "Memory for records before they move to disk.", DefaultValueFactory = _ => DefaultMemory };
        var command = new Command(Name, "Serve one site's store (started by the launcher).") { port, folder, checkpoint, memory };
        command.Hidden = true;
        command.SetAction(parsed => Run(
            Arguments(parsed.GetRequiredValue(port), parsed.GetRequiredValue(folder), parsed.GetValue(checkpoint), parsed.GetValue(memory)!)));
        return command;
    }

    private static string[] Arguments(int port, string folder, int checkpointSeconds, string memory) =>
    [
        "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "-q", "--logger-level", "Warning",
        "--lua", "--lua-transaction-mode",
        "--memory", memory, "--page", "4m", "--index", "8m",
        "--storage-tier", "--logdir", folder, "--checkpointdir", folder, "--device-type", "RandomAccess",
        "--aof", "--aof-memory", "32m", "--aof-page-size", "8m", "--aof-segment-size", "64m", "--aof-commit-freq", "0", "--aof-commit-wait",
        "--recover", "--checkpoint-freq", checkpointSeconds.ToString(CultureInfo.InvariantCulture),
    ];

    private static int Run(string[] arguments)
    {
        using var stop = new ManualResetEventSlim();
        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Set();
        }

        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var server = new Garnet.GarnetServer(arguments);
        server.Start();
        stop.Wait();
        return 0;
    }
}
