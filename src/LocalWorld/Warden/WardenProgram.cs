using System.Globalization;
using System.Runtime.InteropServices;
using ActiveActive.LocalWorld.Processes;

namespace ActiveActive.LocalWorld.Warden;

/// <summary>
/// The warden: a process that ends every child when the launcher dies, however it dies. It holds the reading end of a pipe whose only writer is
/// the launcher, so that the kernel itself tells it.
/// </summary>
/// <remarks>
/// <para>Lines it reads: <c>run ID</c> once; <c>+ PID TICKS</c> for a process to end; <c>- PID TICKS</c> for one that has ended.</para>
/// <para>Not a parent-death signal (PR_SET_PDEATHSIG): that one is tied to the thread that started the child and fires when a pool thread
/// retires. Not the children's own stdin: a stopped child cannot notice.</para>
/// </remarks>
internal static class WardenProgram
{
    /// <summary>Name of the command.</summary>
    public const string Command = "warden";

    private static readonly TimeSpan Within = TimeSpan.FromSeconds(15);

    /// <summary>Reads until the launcher is gone, then ends what it left behind.</summary>
    /// <returns>Exit code: 0, or 1 when something could not be ended.</returns>
    public static async Task<int> RunAsync(TextReader input, TimeProvider time)
    {
        // Whoever signals the launcher's terminal or group means the launcher; the warden's time comes after it.
        using var interrupt = PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGINT, c => c.Cancel = true);
        using var hangUp = PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGHUP, c => c.Cancel = true);
        using var terminate = PosixSignalRegistration.Create(System.Runtime.InteropServices.PosixSignal.SIGTERM, c => c.Cancel = true);

        var runId = "";
        var known = new HashSet<ProcessIdentity>();
        while (await input.ReadLineAsync() is { } line) Take(line, known, ref runId);
        var (_, left) = await OrphanReaper.ReapAsync(known, runId, Within, time);
        return left == 0 ? 0 : 1;
    }

    private static void Take(string line, HashSet<ProcessIdentity> known, ref string runId)
    {
        var words = line.Split(' ');
        if (words is ["run", var id]) runId = id;
        else if (words is [var sign, var pid, var ticks] &&
                 int.TryParse(pid, CultureInfo.InvariantCulture, out var number) &&
                 ulong.TryParse(ticks, CultureInfo.InvariantCulture, out var start))
        {
            if (sign == "+") known.Add(new ProcessIdentity(number, start));
            else known.Remove(new ProcessIdentity(number, start));
        }
    }
}
