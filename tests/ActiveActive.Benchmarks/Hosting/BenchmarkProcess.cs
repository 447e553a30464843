using System.Diagnostics;

namespace ActiveActive.Benchmarks.Hosting;

/// <summary>This program in another role and another process, so that its work is not done on the caller's account.</summary>
internal sealed class BenchmarkProcess : IDisposable
{
    private const string Ready = "ready ";

    private BenchmarkProcess(Process process, string answer)
    {
        Process = process;
        Answer = answer;
    }

    public Process Process { get; }

    /// <summary>What the role said when it was ready, e.g. the address it listens on.</summary>
    public string Answer { get; }

    /// <summary>Starts a role and waits until it is ready.</summary>
    public static async Task<BenchmarkProcess> StartAsync(params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (line.StartsWith(Ready, StringComparison.Ordinal)) return new BenchmarkProcess(process, line[Ready.Length..]);
        throw new InvalidOperationException($"the benchmark's {arguments[0]} ended before it was ready");
    }

    /// <summary>In the role: says that it is ready and serves until its standard input ends, and with it the benchmark.</summary>
    public static async Task ServeAsync(string answer, CancellationToken cancellationToken)
    {
        await Console.Out.WriteLineAsync((Ready + answer).AsMemory(), cancellationToken);
        await Console.In.ReadToEndAsync(cancellationToken);
    }

    public void Dispose()
    {
        Process.StandardInput.Close();
        if (!Process.WaitForExit(TimeSpan.FromSeconds(10))) Process.Kill();
        Process.Dispose();
    }
}
