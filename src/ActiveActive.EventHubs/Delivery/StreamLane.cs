namespace ActiveActive.EventHubs.Delivery;

/// <summary>The cached containers of one stream, oldest first, and the cursors over them.</summary>
internal sealed class StreamLane(StreamId stream)
{
    public StreamId Stream => stream;

    public LinkedList<CachedBatch> Items { get; } = new();

    public List<PartitionCacheCursor> Cursors { get; } = [];

    public bool IsUnclaimed => Cursors.Count == 0 && Items.Count > 0;

    /// <summary>The oldest container that reaches a position. Consumed ones leave, so it is mostly the very first.</summary>
    public CachedBatch? FirstFrom(PartitionPosition position)
    {
        foreach (var batch in Items)
            if (batch.Container.Last >= position)
                return batch;
        return null;
    }
}
