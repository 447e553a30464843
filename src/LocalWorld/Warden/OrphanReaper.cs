using ActiveActive.LocalWorld.Processes;

namespace ActiveActive.LocalWorld.Warden;

/// <summary>
/// Ends the processes of a run whose launcher is gone. They are known by pid and start time, or by the marker of the run in their environment;
/// never by name.
/// </summary>
internal static class OrphanReaper
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <summary>Kills, stopped ones included, until none is left or the time is over.</summary>
    /// <param name="known">The processes that were recorded.</param>
    /// <param name="runId">Marker of the run; empty to go by the record alone.</param>
    /// <param name="within">How long to try.</param>
    /// <param name="time">The clock.</param>
    /// <returns>How many were killed, and how many live on all the same (stuck in the kernel, or not ours to kill).</returns>
    public static async Task<(int Killed, int Left)> ReapAsync(
        IReadOnlyCollection<ProcessIdentity> known, string runId, TimeSpan within, TimeProvider time)
    {
        var killed = new HashSet<ProcessIdentity>();
        var began = time.GetTimestamp();
        while (true)
        {
            var alive = known.Concat(runId.Length > 0 ? RunMarker.Find(runId) : []).Where(p => p.IsAlive).ToHashSet();
            if (alive.Count == 0 || time.GetElapsedTime(began) > within) return (killed.Count, alive.Count);
            foreach (var process in alive)
                if (process.Signal(PosixSignal.Kill)) killed.Add(process);
            await Task.Delay(Poll, time, CancellationToken.None);
        }
    }
}
