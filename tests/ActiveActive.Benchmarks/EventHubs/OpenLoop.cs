using System.Diagnostics;

namespace ActiveActive.Benchmarks.EventHubs;

/// <summary>
/// Sends at a fixed rate whatever comes back, and counts each event's latency from the moment it should have been sent, so that a stall is charged to every event it
/// delays (no coordinated omission).
/// </summary>
internal static class OpenLoop
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Latencies in milliseconds, sorted.</summary>
    public static async Task<double[]> RunAsync(int perSecond, TimeSpan length, int bytes, Func<long, byte[], Task> send)
    {
        var count = (int)(perSecond * length.TotalSeconds);
        var latencies = new double[count];
        var open = new CountdownEvent(count);
        var sending = new Task[count];
        await Task.Factory.StartNew(() => Send(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAll(sending);
        if (!open.Wait(Patience))
            throw new TimeoutException($"{open.CurrentCount} of {count} events did not arrive within {Patience.TotalSeconds} s");
        Array.Sort(latencies);
        return latencies;

        void Send()
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < count; i++)
            {
                var (number, due) = (i, start + (long)((double)i / perSecond * Stopwatch.Frequency));
                while (Stopwatch.GetTimestamp() < due)
                    Thread.Sleep(TimeSpan.FromMicroseconds(100));
                var payload = Arrivals.Expect(bytes, () =>
                {
                    latencies[number] = Stopwatch.GetElapsedTime(due).TotalMilliseconds;
                    open.Signal();
                });
                sending[i] = send(i, payload);
            }
        }
    }
}
