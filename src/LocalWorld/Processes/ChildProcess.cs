using System.Collections;
using System.ComponentModel;
using System.Diagnostics;
using ActiveActive.LocalWorld.Launch;

namespace ActiveActive.LocalWorld.Processes;

/// <summary>
/// One incarnation of a process. It runs in a session of its own, so that Ctrl-C reaches the launcher alone and the launcher decides in which
/// order things stop. What it writes goes to its log.
/// </summary>
internal sealed class ChildProcess : IDisposable
{
    private static readonly string[] OwnSections =
        ["Silo__", "Gateway__", "Membership__", "Store__", "SiteLink__", "Clusters__", "World__", "Faults__", "Testing__", "ASPNETCORE_"];

    private static readonly string? SessionTool = new[] { "/usr/bin/setsid", "/bin/setsid" }.FirstOrDefault(File.Exists);

    private readonly Process _process;
    private readonly TaskCompletionSource<int> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Process process) => _process = process;

    /// <summary>Which process it is.</summary>
    public ProcessIdentity Identity { get; private set; }

    /// <summary>Completes with the exit code when it has ended: 128 plus the signal's number when a signal ended it.</summary>
    public Task<int> Exit => _exit.Task;

    /// <summary>Starts one.</summary>
    /// <param name="spec">What to run.</param>
    /// <param name="runId">Value of <see cref="RunMarker"/>.</param>
    /// <param name="log">Receives what it writes.</param>
    /// <exception cref="WorldException">The program cannot be started.</exception>
    public static ChildProcess Start(ProcessSpec spec, string runId, RotatingLog log)
    {
        var start = StartInfo(spec.FileName, spec.Arguments);
        foreach (var (key, value) in spec.Environment) start.Environment[key] = value;
        start.Environment[RunMarker.Variable] = runId;

        var process = new Process { StartInfo = start, EnableRaisingEvents = true };
        var child = new ChildProcess(process);
        process.Exited += (_, _) => child._exit.TrySetResult(process.ExitCode);
        process.OutputDataReceived += (_, line) => Log(line.Data, log);
        process.ErrorDataReceived += (_, line) => Log(line.Data, log);
        try
        {
            log.BeginTail();
            process.Start();
        }
        catch (Win32Exception error)
        {
            process.Dispose();
            throw new WorldException($"{spec.Name} cannot be started: {spec.FileName}: {error.Message}");
        }

        // One that has ended already is known by its exit; there is nothing left to identify.
        child.Identity = ProcessIdentity.Of(process.Id) ?? new ProcessIdentity(process.Id, 0);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        return child;
    }

    /// <summary>A start without shell, in a session of its own, with all three streams redirected and our own settings cleared.</summary>
    public static ProcessStartInfo StartInfo(string fileName, IReadOnlyList<string> arguments)
    {
        IEnumerable<string> command = SessionTool is null ? [fileName, .. arguments] : [SessionTool, fileName, .. arguments];
        var start = new ProcessStartInfo(command.First(), command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // Settings meant for somebody else's silo must not reach ours.
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
            if (OwnSections.Any(s => ((string)variable.Key).StartsWith(s, StringComparison.OrdinalIgnoreCase)))
                start.Environment.Remove((string)variable.Key);
        return start;
    }

    /// <summary>Sends a signal; false when it has ended.</summary>
    public bool Signal(PosixSignal signal) => !Exit.IsCompleted && Identity.Signal(signal);

    /// <inheritdoc/>
    public void Dispose() => _process.Dispose();

    private static void Log(string? line, RotatingLog log)
    {
        if (line is not null) log.Write(line);
    }
}
