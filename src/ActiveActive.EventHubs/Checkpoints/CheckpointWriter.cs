using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ActiveActive.EventHubs.Checkpoints;

/// <summary>
/// Writes the newest applied offset of each partition to the store, at most once per interval: a checkpoint that lags means repeated events after
/// a crash, never missing ones. A failed write is tried again at the next interval.
/// </summary>
internal sealed partial class CheckpointWriter : IAsyncDisposable
{
    private readonly ICheckpointStore _store;
    private readonly TimeSpan _interval;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConcurrentDictionary<HubPartition, Progress> _progress = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    public CheckpointWriter(ICheckpointStore store, TimeSpan interval, TimeProvider time, ILogger logger)
    {
        (_store, _interval, _time, _logger) = (store, interval, time, logger);
        _loop = RunAsync();
    }

    /// <summary>Notes that a partition is applied up to an offset. Thread-safe, returns at once.</summary>
    public void Advance(HubPartition partition, long appliedOffset) => _progress.GetOrAdd(partition, static _ => new Progress()).Advance(appliedOffset);

    /// <summary>Writes what is known of a partition now: it is about to be read by another silo.</summary>
    public async Task FlushAsync(int partition, CancellationToken cancellationToken)
    {
        foreach (var (key, progress) in _progress)
            if (key.Partition == partition)
                await WriteAsync(key, progress, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync();
        await _loop;
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(_interval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
                foreach (var (partition, progress) in _progress)
                    await WriteAsync(partition, progress, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // Stopping; each partition was flushed when its reader ended.
        }
    }

    private async Task WriteAsync(HubPartition partition, Progress progress, CancellationToken cancellationToken)
    {
        if (progress.Pending is not { } offset)
            return;
        try
        {
            await _store.AdvanceAsync(partition, offset, cancellationToken);
            progress.Written(offset);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            WriteFailed(_logger, failure, partition, offset);
        }
    }

    private sealed class Progress
    {
        private long _applied = -1;
        private long _written = -1;

        public long? Pending
        {
            get
            {
                var applied = Interlocked.Read(ref _applied);
                return applied > Interlocked.Read(ref _written) ? applied : null;
            }
        }

        public void Advance(long offset) => Max(ref _applied, offset);

        public void Written(long offset) => Max(ref _written, offset);

        private static void Max(ref long target, long value)
        {
            for (var seen = Interlocked.Read(ref target); value > seen;)
            {
                var now = Interlocked.CompareExchange(ref target, value, seen);
                if (now == seen)
                    return;
                seen = now;
            }
        }
    }
}
