using ActiveActive.EventHubs.Events;
using Orleans.Streams;

namespace ActiveActive.EventHubs.Delivery;

/// <summary>
/// What was fetched from a partition and is not yet consumed by everybody. Bounded in bytes. Containers lie by stream, so that a subscriber's next one is
/// found without walking over other streams'. Knows up to where the partition is consumed without a hole: that is the checkpoint.
/// </summary>
/// <remarks>Used by one pulling agent, on its scheduler only: not thread-safe.</remarks>
internal sealed class PartitionCache(long maxBytes, TimeProvider time, Action<HubPartition, long> onConsumed) : IQueueCache
{
    /// <summary>
    /// How long a container waits for a subscriber while there is none. The agent pins a stream it is about to look up, so this only covers subscribers
    /// that come while their stream is already flowing.
    /// </summary>
    private static readonly TimeSpan UnclaimedFor = TimeSpan.FromSeconds(5);

    private readonly LinkedList<CachedBatch> _inOrder = new();
    private readonly Dictionary<StreamId, StreamLane> _lanes = [];
    private readonly HashSet<StreamLane> _unclaimed = [];
    private PartitionPosition _end;
    private PartitionPosition _consumed;
    private HubPartition _consumedOf;
    private long _bytes;

    /// <summary>Bytes held.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Containers the receiver may add at once: none while the cache is full.</summary>
    public int GetMaxAddCount() => IsUnderPressure() ? 0 : int.MaxValue;

    public bool IsUnderPressure()
    {
        if (_bytes >= maxBytes)
            DropUnclaimed(olderThan: TimeSpan.Zero);
        return _bytes >= maxBytes;
    }

    public void AddToCache(IList<IBatchContainer> messages)
    {
        foreach (EventHubBatchContainer container in messages.OfType<EventHubBatchContainer>())
        {
            if (!_lanes.TryGetValue(container.StreamId, out var lane))
                _lanes[container.StreamId] = lane = new StreamLane(container.StreamId);
            var batch = new CachedBatch(container, time.GetTimestamp());
            lane.Items.AddLast(batch);
            _inOrder.AddLast(batch);
            _bytes += batch.Bytes;
            if (container.Last >= _end)
                _end = container.Last.Next;
            if (lane.IsUnclaimed)
                _unclaimed.Add(lane);
        }
    }

    /// <summary>Called before each fetch. Nothing is handed back: containers leave when they are consumed.</summary>
    public bool TryPurgeFromCache(out IList<IBatchContainer> purgedItems)
    {
        purgedItems = [];
        DropUnclaimed(UnclaimedFor);
        return false;
    }

    /// <summary>
    /// A cursor at a token, inclusive; without a token behind the newest container. A held container of the stream comes first in any case: its subscriber
    /// may have been forgotten for inactivity, it may not.
    /// </summary>
    public IQueueCacheCursor GetCacheCursor(StreamId streamId, StreamSequenceToken? token)
    {
        if (!_lanes.TryGetValue(streamId, out var lane))
            _lanes[streamId] = lane = new StreamLane(streamId);
        var next = token is EventHubSequenceToken known ? known.Position : _end;
        if (lane.Items.FirstOrDefault(batch => batch.Held) is { } held && held.Container.First < next)
            next = held.Container.First;
        var cursor = new PartitionCacheCursor(this, lane, next);
        lane.Cursors.Add(cursor);
        _unclaimed.Remove(lane);
        return cursor;
    }

    /// <summary>The container that begins at a token; null when it is consumed or split meanwhile.</summary>
    public CachedBatch? Find(StreamId streamId, StreamSequenceToken? token) =>
        token is EventHubSequenceToken known && _lanes.TryGetValue(streamId, out var lane)
            ? lane.Items.FirstOrDefault(batch => batch.Container.First == known.Position)
            : null;

    /// <summary>Replaces a container by one for each of its events, so that only the bad one among them waits.</summary>
    public void Split(CachedBatch batch)
    {
        var lane = _lanes[batch.Container.StreamId];
        var (inLane, inOrder) = (lane.Items.Find(batch)!, _inOrder.Find(batch)!);
        foreach (var single in batch.Container.Singles().Select(container => new CachedBatch(container, batch.AddedAt)))
        {
            lane.Items.AddBefore(inLane, single);
            _inOrder.AddBefore(inOrder, single);
            _bytes += single.Bytes;
        }

        lane.Items.Remove(inLane);
        _inOrder.Remove(inOrder);
        _bytes -= batch.Bytes;
        batch.Split = true;
    }

    /// <summary>Lets go of what every subscriber of the stream has consumed.</summary>
    internal void Release(StreamLane lane)
    {
        if (lane.Cursors.Count == 0)
            return;
        var consumed = lane.Cursors.Min(cursor => cursor.Next);
        while (lane.Items.First is { } oldest && oldest.Value.Container.Last < consumed)
            Finish(lane, oldest);
        Advance();
    }

    internal void Remove(PartitionCacheCursor cursor, StreamLane lane)
    {
        lane.Cursors.Remove(cursor);
        Release(lane);
        if (lane.IsUnclaimed)
            _unclaimed.Add(lane);
        else if (lane.Cursors.Count == 0)
            _lanes.Remove(lane.Stream);
    }

    private void DropUnclaimed(TimeSpan olderThan)
    {
        if (_unclaimed.Count == 0)
            return;
        var dropped = false;
        foreach (var lane in _unclaimed)
            while (lane.Items.First is { Value.Held: false } oldest && time.GetElapsedTime(oldest.Value.AddedAt) >= olderThan)
            {
                Finish(lane, oldest);
                dropped = true;
            }

        if (!dropped)
            return;
        foreach (var lane in _unclaimed.Where(lane => lane.Items.Count == 0).ToList())
        {
            _unclaimed.Remove(lane);
            _lanes.Remove(lane.Stream);
        }

        Advance();
    }

    private void Finish(StreamLane lane, LinkedListNode<CachedBatch> node)
    {
        node.Value.Done = true;
        _bytes -= node.Value.Bytes;
        lane.Items.Remove(node);
    }

    /// <summary>
    /// Moves the mark over the containers that are done. Containers of different streams can interleave, so what is consumed ends in front of the first
    /// event of the first container that is not done, wherever the others end.
    /// </summary>
    private void Advance()
    {
        var moved = false;
        for (; _inOrder.First is { Value.Done: true } oldest; moved = true)
        {
            if (oldest.Value.Container.Last >= _consumed)
                (_consumed, _consumedOf) = (oldest.Value.Container.Last, oldest.Value.Container.Partition);
            _inOrder.RemoveFirst();
        }

        if (!moved)
            return;
        var upTo = _consumed.Offset;
        if (_inOrder.First?.Value.Container is { } waiting && waiting.First.Generation == _consumed.Generation)
            upTo = Math.Min(upTo, waiting.First.Offset - 1);
        if (upTo >= 0)
            onConsumed(_consumedOf, upTo);
    }
}
