using ActiveActive.LocalBroker.Protocol;

namespace ActiveActive.LocalBroker.Log;

/// <summary>
/// Decides, for one partition, whether a batch of an idempotent producer is new, a repetition or a gap (KIP-98). Pure: the log feeds it
/// every batch that was appended, live or read back at start, and asks before appending. Not for concurrent use.
/// </summary>
/// <param name="capacity">Producers remembered; beyond it the one that wrote longest ago is forgotten.</param>
internal sealed class ProducerTable(int capacity)
{
    /// <summary>Batches remembered per producer: a client has at most five requests in flight, so it repeats no older one.</summary>
    private const int Remembered = 5;

    private readonly Dictionary<long, LinkedListNode<Producer>> _byId = [];
    private readonly LinkedList<Producer> _byLastWrite = new();

    public int Count => _byId.Count;

    /// <summary>What to do with a batch: append it, answer with the offset of its first copy, or refuse it.</summary>
    public (ErrorCode Error, long? DuplicateOf) Check(in RecordBatch batch)
    {
        if (batch.ProducerId < 0)
            return (ErrorCode.None, null);
        if (!_byId.TryGetValue(batch.ProducerId, out var node))
            return (batch.BaseSequence == 0 ? ErrorCode.None : ErrorCode.UnknownProducerId, null);
        var known = node.Value;
        if (batch.ProducerEpoch < known.Epoch)
            return (ErrorCode.InvalidProducerEpoch, null);
        if (batch.ProducerEpoch > known.Epoch)
            return (batch.BaseSequence == 0 ? ErrorCode.None : ErrorCode.OutOfOrderSequence, null);
        foreach (var (first, last, offset) in known.Recent)
            if (first == batch.BaseSequence && last == batch.LastSequence)
                return (ErrorCode.None, offset);
        if (batch.BaseSequence == known.NextSequence)
            return (ErrorCode.None, null);
        return (batch.BaseSequence < known.NextSequence ? ErrorCode.DuplicateSequence : ErrorCode.OutOfOrderSequence, null);
    }

    /// <summary>Records a batch that is now in the log.</summary>
    public void Appended(in RecordBatch batch)
    {
        if (batch.ProducerId < 0)
            return;
        if (_byId.TryGetValue(batch.ProducerId, out var node))
            _byLastWrite.Remove(node);
        else
            _byId[batch.ProducerId] = node = new LinkedListNode<Producer>(new Producer(batch.ProducerId));
        _byLastWrite.AddLast(node);
        node.Value.Append(batch);
        if (_byId.Count > capacity)
        {
            _byId.Remove(_byLastWrite.First!.Value.Id);
            _byLastWrite.RemoveFirst();
        }
    }

    private sealed class Producer(long id)
    {
        public long Id => id;

        public short Epoch { get; private set; } = -1;

        public int NextSequence { get; private set; }

        public Queue<(int First, int Last, long Offset)> Recent { get; } = new(Remembered);

        public void Append(in RecordBatch batch)
        {
            if (batch.ProducerEpoch != Epoch)
                Recent.Clear();
            Epoch = batch.ProducerEpoch;
            NextSequence = batch.LastSequence == int.MaxValue ? 0 : batch.LastSequence + 1;
            if (Recent.Count == Remembered)
                Recent.Dequeue();
            Recent.Enqueue((batch.BaseSequence, batch.LastSequence, batch.BaseOffset));
        }
    }
}
