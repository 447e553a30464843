using System.Diagnostics.Metrics;

namespace ActiveActive.Replication;

/// <summary>
/// Group commit of one partition: what queues while a commit is in flight becomes the next commit. No timer, so a lone write waits for nothing,
/// and the batch grows with the load by itself.
/// </summary>
/// <remarks>Safe for concurrent use. One commit is in flight at a time; order within the partition is the order of calling.</remarks>
internal sealed class PartitionWriter(Func<IReadOnlyList<GrainWrite>, Task<IReadOnlyList<GrainCommit>>> commit, ReplicatedStoreOptions options, Histogram<int> batchSizes)
{
    private readonly Lock _gate = new();
    private Queue<Waiting> _queue = new();
    private bool _busy;

    public Task<GrainCommit> WriteAsync(GrainWrite write)
    {
        if (write.Size > options.MaxWriteBytes) return Task.FromException<GrainCommit>(new StateTooLargeException(write.Size, options.MaxWriteBytes));
        var waiting = new Waiting(write);
        lock (_gate)
        {
            if (_queue.Count >= options.QueueLength)
                return Task.FromException<GrainCommit>(new OverloadedException("the store does not keep up with the writes of this partition.", TimeSpan.FromSeconds(1)));
            _queue.Enqueue(waiting);
            if (_busy) return waiting.Task;
            _busy = true;
        }

        _ = PumpAsync();
        return waiting.Task;
    }

    private async Task PumpAsync()
    {
        var batch = new List<Waiting>();
        while (TakeBatch(batch))
        {
            batchSizes.Record(batch.Count);
            try
            {
                var answers = await commit(batch.ConvertAll(w => w.Write)).ConfigureAwait(false);
                for (var i = 0; i < batch.Count; i++) batch[i].SetResult(answers[i]);
            }
            catch (Exception error)
            {
                // The fate of a batch is the fate of each of its writes; each caller gets it and decides.
                foreach (var waiting in batch) waiting.TrySetException(error);
            }
        }
    }

    private bool TakeBatch(List<Waiting> batch)
    {
        batch.Clear();
        lock (_gate)
        {
            var bytes = 0;
            HashSet<string>? keys = null;
            while (batch.Count < options.BatchSize && _queue.TryPeek(out var next))
            {
                if (batch.Count > 0 && bytes + next.Write.Size > options.BatchBytes) break;
                // A second write of one grain was made without knowing the first one's version: it belongs into the next commit.
                if (!(keys ??= new HashSet<string>(StringComparer.Ordinal)).Add(next.Write.Key.ToString())) break;
                bytes += next.Write.Size;
                batch.Add(_queue.Dequeue());
            }

            if (batch.Count == 0) _busy = false;
            return batch.Count > 0;
        }
    }

    private sealed class Waiting(GrainWrite write) : TaskCompletionSource<GrainCommit>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public GrainWrite Write { get; } = write;
    }
}
