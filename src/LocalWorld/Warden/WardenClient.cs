using System.Diagnostics;
using System.Globalization;
using ActiveActive.LocalWorld.Processes;

namespace ActiveActive.LocalWorld.Warden;

/// <summary>The launcher's end of the warden: tells it which processes to end, and starts a new one should it die.</summary>
internal sealed class WardenClient : IDisposable
{
    private const int MaxRestarts = 5;
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly HashSet<ProcessIdentity> _known = [];
    private readonly string _runId;
    private Process? _process;
    private int _restarts;
    private bool _closed;

    private WardenClient(string runId) => _runId = runId;

    /// <summary>Pid of the warden; null after <see cref="Dispose"/>.</summary>
    public int? Pid
    {
        get
        {
            lock (_gate) return _closed ? null : _process?.Id;
        }
    }

    /// <summary>Starts the warden of a run.</summary>
    /// <param name="runId">Value of <see cref="RunMarker"/>.</param>
    public static WardenClient Start(string runId)
    {
        var client = new WardenClient(runId);
        lock (client._gate) client.StartProcess();
        return client;
    }

    /// <summary>From now on the warden ends this process when we are gone.</summary>
    public void Add(ProcessIdentity process)
    {
        lock (_gate)
        {
            _known.Add(process);
            Send('+', process);
        }
    }

    /// <summary>The process has ended.</summary>
    public void Remove(ProcessIdentity process)
    {
        lock (_gate)
        {
            _known.Remove(process);
            Send('-', process);
        }
    }

    /// <summary>Closes the pipe: the warden ends what is left of the run, and then itself. Returns when it has, or after a bounded wait.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_closed) return;
            _closed = true;
        }

        try
        {
            _process!.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is gone already; so is everything it was to end, or the launcher has seen to it.
        }

        _process!.WaitForExit(EndsWithin);
        _process.Dispose();
    }

    private void StartProcess()
    {
        var start = ChildProcess.StartInfo(DotnetHost.Path, [typeof(WardenClient).Assembly.Location, WardenProgram.Command]);
        start.Environment["DOTNET_TieredCompilation"] = "1";
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x2000000";
        start.Environment.Remove(RunMarker.Variable);
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.Exited += (_, _) => Restart();
        _process.Start();
        _process.StandardInput.WriteLine($"run {_runId}");
        foreach (var process in _known) Send('+', process);
        _process.StandardInput.Flush();
    }

    private void Restart()
    {
        lock (_gate)
        {
            if (_closed || ++_restarts > MaxRestarts) return;
            StartProcess();
        }
    }

    private void Send(char sign, ProcessIdentity process)
    {
        if (_closed) return;
        try
        {
            _process!.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sign} {process.Pid} {process.StartTicks}"));
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // The pipe is broken: the warden has died and the one that replaces it is told everything.
        }
    }
}
