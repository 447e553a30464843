using System.Diagnostics;
using System.Net;

namespace ActiveActive.WorldTests.LocalBroker;

/// <summary>A broker as a process of its own, which a test may kill without warning.</summary>
internal sealed class BrokerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;
    private bool _disposed;

    private BrokerProcess(Process process, IPEndPoint address)
    {
        (_process, Address) = (process, address);
        (_output, _errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
    }

    public IPEndPoint Address { get; }

    public string BootstrapServers => Address.ToString();

    /// <summary>Starts a broker and waits for its ready line.</summary>
    public static async Task<BrokerProcess> StartAsync(string dataFolder, int port, params string[] options)
    {
        var process = Launch(["--data", dataFolder, "--port", $"{port}", .. options]);
        using var deadline = new CancellationTokenSource(Deadline);
        var line = await process.StandardOutput.ReadLineAsync(deadline.Token)
            ?? throw new InvalidOperationException($"the broker ended before it was ready: {await process.StandardError.ReadToEndAsync(deadline.Token)}");
        return new BrokerProcess(process, IPEndPoint.Parse(line.Split(' ')[3]));
    }

    /// <summary>Runs a broker that is expected to end by itself.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] options)
    {
        using var process = Launch(options);
        using var deadline = new CancellationTokenSource(Deadline);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(deadline.Token), process.StandardError.ReadToEndAsync(deadline.Token));
        await process.WaitForExitAsync(deadline.Token);
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>The end that nothing can prepare for (kill -9).</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Deadline);
    }

    /// <summary>Asks it to stop (SIGTERM) and returns its exit code and what it wrote after the ready line.</summary>
    public async Task<(int ExitCode, string Output)> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync().WaitAsync(Deadline);
        return (_process.ExitCode, await _output + await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    private static Process Launch(IEnumerable<string> options)
    {
        // The test project links the broker, so it lies beside the tests, with a runtime configuration of its own.
        var path = Path.Combine(AppContext.BaseDirectory, "LocalBroker.dll");
        return Process.Start(new ProcessStartInfo("dotnet", [path, .. options]) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException("dotnet did not start");
    }
}
