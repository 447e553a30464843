using System.Collections.Concurrent;

namespace ActiveActive.EventHubs;

/// <summary>Keeps checkpoints in memory: gone with the process. For tests, and for readers that want everything again after a restart.</summary>
public sealed class VolatileCheckpointStore : ICheckpointStore
{
    private readonly ConcurrentDictionary<HubPartition, long> _applied = new();

    /// <inheritdoc/>
    public ValueTask<long?> ReadAsync(HubPartition partition, CancellationToken cancellationToken) =>
        ValueTask.FromResult<long?>(_applied.TryGetValue(partition, out var offset) ? offset : null);

    /// <inheritdoc/>
    public ValueTask AdvanceAsync(HubPartition partition, long appliedOffset, CancellationToken cancellationToken)
    {
        _applied.AddOrUpdate(partition, appliedOffset, (_, known) => Math.Max(known, appliedOffset));
        return ValueTask.CompletedTask;
    }
}
