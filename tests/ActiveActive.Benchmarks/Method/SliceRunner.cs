using System.Diagnostics;

namespace ActiveActive.Benchmarks.Method;

/// <summary>Runs a variant for a slice of time with a fixed number of callers, each making its next call when its last has returned.</summary>
internal sealed class SliceRunner(int callers, TimeSpan length, IReadOnlyList<Process> others)
{
    public async Task<Slice> RunAsync(Variant variant)
    {
        var cpu = Cpu();
        var allocated = GC.GetTotalAllocatedBytes();
        var start = Stopwatch.GetTimestamp();
        var end = start + (long)(length.TotalSeconds * Stopwatch.Frequency);
        var counts = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAsync(variant.Operation, end))));
        var elapsed = Stopwatch.GetElapsedTime(start);
        return new Slice(counts.Sum(), elapsed.TotalSeconds, Cpu() - cpu, GC.GetTotalAllocatedBytes() - allocated);
    }

    private static async Task<long> CallAsync(Func<Task> operation, long end)
    {
        var count = 0L;
        while (Stopwatch.GetTimestamp() < end)
        {
            await operation();
            count++;
        }

        return count;
    }

    private double Cpu()
    {
        using var self = Process.GetCurrentProcess();
        var total = self.TotalProcessorTime;
        foreach (var other in others)
        {
            other.Refresh();
            total += other.TotalProcessorTime;
        }

        return total.TotalSeconds;
    }
}
