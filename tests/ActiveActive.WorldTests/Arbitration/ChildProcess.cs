using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ActiveActive.WorldTests.Arbitration;

/// <summary>A process of a test, with its output in a file; killed when the test ends.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _logFile;
    private readonly Task _logging;

    private ChildProcess(Process process, string logFile)
    {
        _process = process;
        _logFile = logFile;
        _logging = CopyAsync(process, logFile);
    }

    public bool HasExited => _process.HasExited;

    /// <summary>The last lines of its output, for a failure message.</summary>
    public string Tail => string.Join(Environment.NewLine, File.Exists(_logFile) ? File.ReadLines(_logFile).TakeLast(15) : []);

    public static ChildProcess Start(string file, IEnumerable<string> arguments, string logFile)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        return new ChildProcess(Process.Start(start) ?? throw new InvalidOperationException($"{file} did not start"), logFile);
    }

    /// <summary>The path of a program on this machine, or null.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator).Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>Ports that were free a moment ago, all different.</summary>
    public static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners) listener.Start();
        int[] ports = [.. listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)];
        foreach (var listener in listeners) listener.Stop();
        return ports;
    }

    /// <summary>Ends it at once, as a power switch would, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _logging;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private static async Task CopyAsync(Process process, string logFile)
    {
        await using var log = TextWriter.Synchronized(new StreamWriter(logFile, append: true) { AutoFlush = true });
        await Task.WhenAll(PumpAsync(process.StandardOutput, log), PumpAsync(process.StandardError, log));
    }

    private static async Task PumpAsync(StreamReader from, TextWriter to)
    {
        while (await from.ReadLineAsync() is { } line) await to.WriteLineAsync(line);
    }
}
