using System.Diagnostics;

namespace ActiveActive.Benchmarks.EventHubs;

/// <summary>The local broker as a process of its own, on a free port and a folder of its own.</summary>
internal sealed class BenchmarkBroker : IDisposable
{
    private readonly string _folder;

    private BenchmarkBroker(Process process, string folder, string address)
    {
        (Process, _folder, Address) = (process, folder, address);
    }

    public Process Process { get; }

    public string Address { get; }

    public static async Task<BenchmarkBroker> StartAsync(params string[] topics)
    {
        var folder = Directory.CreateTempSubdirectory("benchmark-hub-").FullName;
        var process = Process.Start(new ProcessStartInfo("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "LocalBroker.dll"), "--port", "0", "--data", folder, .. topics.SelectMany(topic => new[] { "--topics", topic })])
        {
            RedirectStandardOutput = true,
        })!;
        var ready = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the benchmark's broker ended before it was ready");
        return new BenchmarkBroker(process, folder, ready.Split(' ')[3]);
    }

    public void Dispose()
    {
        Process.Kill();
        Process.WaitForExit();
        Process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
