using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using ActiveActive.LocalWorld.Processes;

namespace ActiveActive.WorldTests.Harness;

/// <summary>
/// The launcher as a user starts it: a process whose events are read line by line. Whatever happens in a test, disposal leaves nothing running.
/// </summary>
internal sealed class LauncherProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly List<JsonObject> _events = [];
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly HashSet<ProcessIdentity> _seen = [];
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _changed = NewSignal();

    private LauncherProcess(Process process, string data)
    {
        _process = process;
        Data = data;
    }

    /// <summary>The world's folder.</summary>
    public string Data { get; }

    /// <summary>Pid of the launcher.</summary>
    public int Pid => _process.Id;

    /// <summary>What it wrote to stderr.</summary>
    public string Errors => string.Join(Environment.NewLine, _errors);

    /// <summary>Folder of a program that was built together with this test, e.g. <c>artifacts/bin/LocalWorld/release</c>.</summary>
    public static string Built(string project)
    {
        var own = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name);
    }

    /// <summary>Starts a launcher with events as JSON.</summary>
    public static LauncherProcess Start(string data, params string[] arguments)
    {
        var start = ChildProcess.StartInfo(
            DotnetHost.Path, [Path.Combine(Built("LocalWorld"), "LocalWorld.dll"), "--json", "--data", data, .. arguments]);
        var launcher = new LauncherProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, data);
        launcher._process.OutputDataReceived += (_, line) => launcher.Take(line.Data);
        launcher._process.ErrorDataReceived += (_, line) => launcher._errors.Enqueue(line.Data ?? "");
        launcher._process.Exited += (_, _) => launcher._exited.TrySetResult();
        launcher._process.Start();
        launcher._process.BeginOutputReadLine();
        launcher._process.BeginErrorReadLine();
        return launcher;
    }

    /// <summary>Waits for an event.</summary>
    /// <param name="what">What is waited for, for the failure.</param>
    /// <param name="condition">Whether it is this event.</param>
    /// <param name="within">How long to wait.</param>
    public async Task<JsonObject> EventAsync(string what, Func<JsonObject, bool> condition, TimeSpan within)
    {
        var patience = Task.Delay(within);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_events.Find(e => condition(e)) is { } found) return found;
                changed = _changed.Task;
            }

            if (await Task.WhenAny(changed, patience, _exited.Task) == changed) continue;
            Assert.Fail(
                $"waiting for {what}: {(_exited.Task.IsCompleted ? $"the launcher has ended with exit code {await ExitAsync(within)}" : $"nothing within {within.TotalSeconds:0} s")}; " +
                $"last events: {LastEvents()}; stderr: {Errors}");
        }
    }

    /// <summary>Waits for the world to be ready.</summary>
    public Task<JsonObject> ReadyAsync() => EventAsync("ready", e => (string?)e["event"] == "ready", TimeSpan.FromSeconds(120));

    /// <summary>Waits for the end, and returns the exit code.</summary>
    public async Task<int> ExitAsync(TimeSpan within)
    {
        if (await Task.WhenAny(_exited.Task, Task.Delay(within)) != _exited.Task)
            Assert.Fail($"the launcher has not ended within {within.TotalSeconds:0} s; last events: {LastEvents()}");
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    /// <summary>Asks it to stop in good order.</summary>
    public async Task<int> TerminateAsync()
    {
        Posix.Signal(Pid, LocalWorld.Processes.PosixSignal.Terminate);
        return await ExitAsync(TimeSpan.FromSeconds(40));
    }

    /// <summary>Sends a signal to the launcher alone.</summary>
    public void Signal(LocalWorld.Processes.PosixSignal signal) => Posix.Signal(Pid, signal);

    /// <summary>Waits until no process of this world runs any more: none that was ever told of, the warden included, and none with its marker.</summary>
    public async Task NothingLeftAsync(TimeSpan within)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var left = Alive();
            if (left.Count == 0) return;
            if (Stopwatch.GetElapsedTime(began) > within)
                Assert.Fail($"{within.TotalSeconds:0} s after the launcher's end these still run: {string.Join(", ", left.Select(Describe))}");
            await Task.Delay(50);
        }
    }

    /// <summary>The processes of this world that run.</summary>
    public IReadOnlyList<ProcessIdentity> Alive()
    {
        ProcessIdentity[] seen;
        lock (_gate) seen = [.. _seen];
        return [.. seen.Where(p => p.IsAlive).Union(RunId is { } run ? RunMarker.Find(run) : [])];
    }

    /// <summary>The event that says that a start has begun; null before it.</summary>
    public JsonObject? Starting
    {
        get
        {
            lock (_gate) return _events.Find(e => (string?)e["event"] == "starting");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_exited.Task.IsCompleted)
        {
            Posix.Signal(Pid, LocalWorld.Processes.PosixSignal.Continue);
            Posix.Signal(Pid, LocalWorld.Processes.PosixSignal.Terminate);
            if (await Task.WhenAny(_exited.Task, Task.Delay(TimeSpan.FromSeconds(30))) != _exited.Task) _process.Kill();
            await _exited.Task;
        }

        foreach (var left in Alive()) left.Signal(LocalWorld.Processes.PosixSignal.Kill);
        _process.Dispose();
    }

    private string? RunId => (string?)Starting?["run"];

    private void Take(string? line)
    {
        // A command line that is not legal is answered with help, which is no event.
        if (line is null || !line.StartsWith('{') || JsonNode.Parse(line) is not JsonObject told) return;
        lock (_gate)
        {
            _events.Add(told);
            foreach (var name in (string[])["pid", "warden"])
                if ((int?)told[name] is { } pid && pid != Pid && ProcessIdentity.Of(pid) is { } identity) _seen.Add(identity);
            var changed = _changed;
            _changed = NewSignal();
            changed.SetResult();
        }
    }

    private string LastEvents()
    {
        lock (_gate) return string.Join(" | ", _events.TakeLast(6).Select(e => e.ToJsonString()));
    }

    private static string Describe(ProcessIdentity process)
    {
        try
        {
            return $"{process.Pid} ({File.ReadAllText($"/proc/{process.Pid}/cmdline").Replace('\0', ' ')})";
        }
        catch (IOException)
        {
            return $"{process.Pid}";
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
