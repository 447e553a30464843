using ActiveActive.EventHubs.Events;

namespace ActiveActive.EventHubs.Reading;

/// <summary>
/// Events between the client's thread, which puts them in, and the partition's receiver, which takes them. Bounded: when it is full it asks for the partition
/// to be left alone, and when half of it is taken for it to be read again, from <see cref="Next"/>.
/// </summary>
internal sealed class PartitionBuffer(long start, int maxBytes)
{
    private readonly Lock _gate = new();
    private readonly Queue<(StreamId Stream, HubEvent Event)> _events = new();
    private TaskCompletionSource? _waiting;
    private StreamId _lastStream;
    private long _bytes;
    private long _next = start;
    private bool _full;
    private string? _fault;

    /// <summary>Whether the partition is to be left alone.</summary>
    public bool IsFull
    {
        get
        {
            lock (_gate)
                return _full;
        }
    }

    /// <summary>The offset behind the last event that was put in.</summary>
    public long Next
    {
        get
        {
            lock (_gate)
                return _next;
        }
    }

    /// <summary>Why no more events come; null while they do.</summary>
    public string? Fault
    {
        get
        {
            lock (_gate)
                return _fault;
        }
    }

    /// <summary>Adds an event. Answers <see cref="IsFull"/>. What still comes while it is full will come again.</summary>
    public bool Add(Confluent.Kafka.ConsumeResult<byte[], byte[]> result)
    {
        lock (_gate)
        {
            if (_fault is not null || _full || result.Offset.Value < _next)
                return _full;
            _lastStream = EventEnvelope.StreamOf(result.Message, result.Partition.Value, _lastStream);
            var payload = result.Message.Value ?? [];
            _events.Enqueue((_lastStream, new HubEvent(result.Offset.Value, EventEnvelope.EncodingOf(result.Message), payload)));
            _next = result.Offset.Value + 1;
            _bytes += payload.Length;
            Wake();
            return _full = _bytes >= maxBytes;
        }
    }

    /// <summary>Ends the buffer. What is in it can still be taken.</summary>
    public void Fail(string reason)
    {
        lock (_gate)
        {
            _fault ??= reason;
            Wake();
        }
    }

    /// <summary>Takes events up to the given bounds, at least one when there is one. Tells whether the partition is to be read again.</summary>
    public List<(StreamId Stream, HubEvent Event)> Take(int maxTakenBytes, out bool resume)
    {
        var taken = new List<(StreamId, HubEvent)>();
        lock (_gate)
        {
            for (long bytes = 0; _events.TryPeek(out var next) && (bytes == 0 || bytes + next.Event.Payload.Length <= maxTakenBytes);)
            {
                bytes += next.Event.Payload.Length + 1;
                _bytes -= next.Event.Payload.Length;
                taken.Add(_events.Dequeue());
            }

            resume = _full && _bytes <= maxBytes / 2;
            if (resume)
                _full = false;
        }

        return taken;
    }

    /// <summary>Completes when there is something to take or the buffer failed.</summary>
    public Task WhenReadable()
    {
        lock (_gate)
        {
            if (_events.Count > 0 || _fault is not null)
                return Task.CompletedTask;
            _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiting.Task;
        }
    }

    private void Wake()
    {
        _waiting?.TrySetResult();
        _waiting = null;
    }
}
