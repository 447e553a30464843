using Orleans.Streams;

namespace ActiveActive.EventHubs.Delivery;

/// <summary>
/// One subscriber's place in a stream. The pulling agent asks for the next container only after the subscriber's handler has returned for the current
/// one, or after the current one failed, which it records first: so moving on is the proof of consumption, and a failed container is
/// handed out again until it is parked. The agent alone would go on behind it.
/// </summary>
internal sealed class PartitionCacheCursor(PartitionCache cache, StreamLane lane, PartitionPosition next) : IQueueCacheCursor
{
    private CachedBatch? _current;
    private bool _failed;
    private bool _disposed;

    /// <summary>Everything below is consumed by this subscriber.</summary>
    public PartitionPosition Next { get; private set; } = next;

    public IBatchContainer? GetCurrent(out Exception? exception)
    {
        exception = null;
        return _current?.Container;
    }

    public bool MoveNext()
    {
        if (_disposed)
            return false;
        if (_current is { } current)
        {
            var failed = _failed && !current.Parked;
            _failed = false;
            if (failed && !current.Split)
                return true;
            _current = null;
            if (!failed)
            {
                Next = current.Container.Last.Next;
                cache.Release(lane);
            }
        }

        _current = lane.FirstFrom(Next);
        return _current is not null;
    }

    public void Refresh(StreamSequenceToken token)
    {
        // New containers are found by position at the next move: there is no place in the list to refresh.
    }

    public void RecordDeliveryFailure() => _failed = true;

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _current = null;
        cache.Remove(this, lane);
    }
}
