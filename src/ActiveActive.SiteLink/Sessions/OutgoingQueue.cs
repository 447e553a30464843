using System.Buffers;
using System.Threading.Tasks.Sources;

namespace ActiveActive.SiteLink;

/// <summary>
/// The one writer of a connection. What queues while a write is in flight becomes the next message, up to a bound: under light load a frame leaves at
/// once, under heavy load many share the cost of one write. No timer is involved.
/// </summary>
internal sealed class OutgoingQueue : IValueTaskSource
{
    private readonly Func<LinkMessage, Task> _write;
    private readonly int _maxBatchBytes;
    private readonly FaultLine<LinkMessage>? _line;
    private readonly LinkMessage _message;
    private readonly SiteLinkMetrics _metrics;
    private readonly Lock _lock = new();
    private readonly Queue<IOutgoingFrame> _queued = new();
    private readonly List<IOutgoingFrame> _batch = [];
    private ManualResetValueTaskSourceCore<bool> _wake = new() { RunContinuationsAsynchronously = true };
    private bool _asleep;
    private bool _closed;

    /// <param name="write">Writes one message; called by one thread at a time.</param>
    /// <param name="maxBatchBytes">Bound of one message; a single larger frame still travels alone.</param>
    /// <param name="line">Makes the line that holds messages under a fault; gives null when faults are off.</param>
    /// <param name="metrics">Counts what shares a message.</param>
    public OutgoingQueue(
        Func<LinkMessage, Task> write, int maxBatchBytes, Func<Func<LinkMessage, ValueTask>, FaultLine<LinkMessage>?> line, SiteLinkMetrics metrics)
    {
        _metrics = metrics;
        _write = write;
        _maxBatchBytes = maxBatchBytes;
        _message = new LinkMessage(WriteBatch);
        _line = line(WriteHeldAsync);
    }

    /// <summary>Queues a frame; false when the queue is closed, and the frame is then never written.</summary>
    public bool TryEnqueue(IOutgoingFrame frame)
    {
        lock (_lock)
        {
            if (_closed) return false;
            _queued.Enqueue(frame);
            if (!_asleep) return true;
            _asleep = false;
        }

        _wake.SetResult(true);
        return true;
    }

    /// <summary>Writes until the queue is closed and empty, or a write fails.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (await HasWorkAsync().ConfigureAwait(false))
            {
                if (_line is null || _line.IsDirect) await _write(_message).ConfigureAwait(false);
                else await _line.SubmitAsync(Held()).ConfigureAwait(false);
                _metrics.Batch(_batch.Count);
                Settle();
            }

            if (_line is not null) await _line.DrainAsync().ConfigureAwait(false);
        }
        finally
        {
            Abandon();
        }
    }

    /// <summary>Takes no more frames; the writer ends once what is queued is written.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _closed = true;
            if (!_asleep) return;
            _asleep = false;
        }

        _wake.SetResult(true);
    }

    void IValueTaskSource.GetResult(short token) => _wake.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _wake.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wake.OnCompleted(continuation, state, token, flags);

    private async ValueTask WriteHeldAsync(LinkMessage held)
    {
        await _write(held).ConfigureAwait(false);
        held.Release();
    }

    private async ValueTask<bool> HasWorkAsync()
    {
        while (true)
        {
            ValueTask wake;
            lock (_lock)
            {
                if (_queued.Count > 0) return true;
                if (_closed) return false;
                _wake.Reset();
                _asleep = true;
                wake = new ValueTask(this, _wake.Version);
            }

            await wake.ConfigureAwait(false);
        }
    }

    private void WriteBatch(IBufferWriter<byte> to)
    {
        lock (_lock)
        {
            var bytes = 0;
            while (_queued.TryPeek(out var next) && (_batch.Count == 0 || bytes + next.Size <= _maxBatchBytes))
            {
                bytes += next.Size;
                _batch.Add(_queued.Dequeue());
            }
        }

        foreach (var frame in _batch) frame.WriteTo(to);
    }

    /// <summary>The batch as bytes of its own: a held message counts as sent, as one under way in a network would.</summary>
    private LinkMessage Held()
    {
        var bytes = new ArrayBufferWriter<byte>();
        WriteBatch(bytes);
        return LinkMessage.Receive(new ReadOnlySequence<byte>(bytes.WrittenMemory));
    }

    private void Settle()
    {
        foreach (var frame in _batch) frame.Written();
        _batch.Clear();
    }

    private void Abandon()
    {
        lock (_lock)
        {
            _closed = true;
            while (_queued.TryDequeue(out var frame)) _batch.Add(frame);
        }

        Settle();
    }
}
