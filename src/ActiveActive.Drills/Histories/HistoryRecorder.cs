using System.Collections.Concurrent;

namespace ActiveActive.Drills.Histories;

/// <summary>Records what clients do and see while a fault is on. May be used concurrently.</summary>
/// <param name="time">Its timestamp is the clock of the history; all recorders of one history must share it.</param>
public sealed class HistoryRecorder(TimeProvider time)
{
    private readonly ConcurrentQueue<RecordedOperation> _operations = new();

    /// <summary>Everything recorded so far, in order of completion.</summary>
    public IReadOnlyList<RecordedOperation> Operations => [.. _operations];

    /// <summary>Runs a call and records it. An exception from the call is recorded as unknown and passed on.</summary>
    /// <param name="intent">Client, key, kind and arguments; outcome and times are filled in here.</param>
    /// <param name="call">Makes the call and returns what the client was told: the intent with outcome and result.</param>
    public async Task<RecordedOperation> RecordAsync(RecordedOperation intent, Func<RecordedOperation, Task<RecordedOperation>> call)
    {
        var invokedAt = time.GetTimestamp();
        var told = intent with { Outcome = RecordedOutcome.Unknown };
        try
        {
            told = await call(intent);
            return told;
        }
        finally
        {
            _operations.Enqueue(told with { InvokedAt = invokedAt, ReturnedAt = time.GetTimestamp() });
        }
    }
}
