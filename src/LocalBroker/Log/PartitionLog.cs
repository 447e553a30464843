using Microsoft.Extensions.Logging;
using ActiveActive.LocalBroker.Protocol;

namespace ActiveActive.LocalBroker.Log;

/// <summary>
/// The log of one partition: segments, the producers' sequences, and who waits for new data. Life cycle: <see cref="Open"/> recovers
/// what a crash left; appends and reads run concurrently; after a failed write or flush the log refuses appends until the next start,
/// because what the disk then holds is unknown; <see cref="Dispose"/> flushes.
/// </summary>
internal sealed partial class PartitionLog : IDisposable
{
    private const int SmallestPrune = 64;

    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly TopicSettings _settings;
    private readonly FsyncPolicy _fsync;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ProducerTable _producers;
    private readonly List<Segment> _segments = [];
    private readonly Queue<(long Offset, TaskCompletionSource Done)> _unflushed = new();
    private List<TaskCompletionSource> _waiting = [];
    private int _pruneAt = SmallestPrune;
    private long _flushedOffset;
    private bool _flushing;
    private Exception? _fault;

    private PartitionLog(string folder, TopicSettings settings, FsyncPolicy fsync, int maxProducers, TimeProvider time, ILogger logger)
    {
        (_folder, _settings, _fsync, _time, _logger) = (folder, settings, fsync, time, logger);
        _producers = new ProducerTable(maxProducers);
    }

    public long StartOffset
    {
        get
        {
            lock (_gate)
                return _segments[0].BaseOffset;
        }
    }

    /// <summary>Consumers read below this offset: with <see cref="FsyncPolicy.Always"/> only what no crash can take back.</summary>
    public long HighWatermark
    {
        get
        {
            lock (_gate)
                return VisibleEnd;
        }
    }

    private Segment Active => _segments[^1];

    private long VisibleEnd => _fsync == FsyncPolicy.Always ? _flushedOffset : Active.NextOffset;

    /// <exception cref="InvalidDataException">A sealed segment is damaged, or one is missing in the middle.</exception>
    public static PartitionLog Open(
        string folder, TopicSettings settings, FsyncPolicy fsync, int maxProducers, TimeProvider time, ILogger logger)
    {
        Directory.CreateDirectory(folder);
        var log = new PartitionLog(folder, settings, fsync, maxProducers, time, logger);
        try
        {
            log.Recover();
            return log;
        }
        catch
        {
            log._segments.ForEach(segment => segment.Dispose());
            throw;
        }
    }

    /// <summary>Appends one batch, or recognises it as one that is here already. Rewrites its base offset in place.</summary>
    /// <returns>The outcome, and a task that completes when the policy allows the acknowledgement; it fails if the flush does.</returns>
    public (ErrorCode Error, long BaseOffset, Task Durable) Append(in RecordBatch batch, Span<byte> bytes)
    {
        lock (_gate)
        {
            if (_fault is not null)
                return (ErrorCode.StorageError, -1, Task.CompletedTask);
            var (error, duplicateOf) = _producers.Check(batch);
            if (error != ErrorCode.None)
                return (error, -1, Task.CompletedTask);
            if (duplicateOf is { } original)
                return (ErrorCode.None, original, WhenFlushed(Active.NextOffset));
            try
            {
                if (Active.Bytes > 0 && Active.Bytes + bytes.Length > (_settings.SegmentBytes ?? long.MaxValue))
                    Roll();
                var placed = batch with { BaseOffset = Active.NextOffset };
                RecordBatch.Place(bytes, placed.BaseOffset);
                Active.Append(placed, bytes, _time.GetUtcNow());
                _producers.Appended(placed);
                if (_fsync != FsyncPolicy.Always)
                    WakeReaders();
                return (ErrorCode.None, placed.BaseOffset, WhenFlushed(placed.NextOffset));
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ObjectDisposedException)
            {
                Fault(failure);
                return (ErrorCode.StorageError, -1, Task.CompletedTask);
            }
        }
    }

    /// <summary>Copies batches that contain or follow <paramref name="offset"/> to the end of a response.</summary>
    public (ErrorCode Error, long HighWatermark, long StartOffset) Read(long offset, int maxBytes, ResponseWriter target)
    {
        Segment[] segments;
        long visibleEnd;
        lock (_gate)
            (segments, visibleEnd) = ([.. _segments], VisibleEnd);
        if (offset < segments[0].BaseOffset || offset > visibleEnd)
            return (ErrorCode.OffsetOutOfRange, visibleEnd, segments[0].BaseOffset);
        try
        {
            var at = Array.FindLastIndex(segments, segment => segment.BaseOffset <= offset);
            while (offset < visibleEnd && at < segments.Length && segments[at].Copy(offset, visibleEnd, maxBytes, target) == 0)
                at++;
        }
        catch (ObjectDisposedException)
        {
            // Retention removed the segment between the snapshot and the read: the next look says so.
            return (ErrorCode.OffsetOutOfRange, visibleEnd, StartOffset);
        }

        return (ErrorCode.None, visibleEnd, segments[0].BaseOffset);
    }

    /// <summary>The first offset whose batch may hold a record stamped at or after the time; null when there is none.</summary>
    public (long Offset, long Timestamp)? Find(long timestamp)
    {
        Segment[] segments;
        long visibleEnd;
        lock (_gate)
            (segments, visibleEnd) = ([.. _segments], VisibleEnd);
        foreach (var segment in segments)
            if (segment.MaxTimestamp >= timestamp && segment.FirstAtOrAfter(timestamp) is { } batch && batch.BaseOffset < visibleEnd)
                return (batch.BaseOffset, batch.MaxTimestamp);
        return null;
    }

    /// <summary>Has the source completed when there is more to read than now. Register first, then look, or news is missed.</summary>
    public void WakeOnNews(TaskCompletionSource reader)
    {
        lock (_gate)
        {
            // Readers that another partition woke, or whose wait ended, are still listed here: drop them before they add up.
            if (_waiting.Count >= _pruneAt)
            {
                _waiting.RemoveAll(earlier => earlier.Task.IsCompleted);
                _pruneAt = Math.Max(SmallestPrune, 2 * _waiting.Count);
            }

            _waiting.Add(reader);
        }
    }

    /// <summary>Removes whole segments that are too old or too many; the newest is sealed first if it is itself too old.</summary>
    public void ApplyRetention()
    {
        lock (_gate)
        {
            if (_fault is not null)
                return;
            var oldest = _settings.RetentionMilliseconds is { } limit and >= 0 ? _time.GetUtcNow().AddMilliseconds(-limit) : DateTimeOffset.MinValue;
            if (Active.Bytes > 0 && Active.LastAppend < oldest)
                Roll();
            var total = _segments.Sum(segment => segment.Bytes);
            while (_segments.Count > 1 && (_segments[0].LastAppend < oldest || IsAbove(total - _segments[0].Bytes)))
            {
                total -= _segments[0].Bytes;
                _segments[0].Delete();
                _segments.RemoveAt(0);
                RetentionMoved(_logger, _folder, _segments[0].BaseOffset);
            }
        }

        bool IsAbove(long bytes) => _settings.RetentionBytes is { } limit and >= 0 && bytes >= limit;
    }

    /// <summary>Forces everything appended so far to the disk.</summary>
    public void Flush()
    {
        Segment active;
        long upTo;
        lock (_gate)
        {
            if (_fault is not null || _flushedOffset == Active.NextOffset)
                return;
            (active, upTo) = (Active, Active.NextOffset);
        }

        try
        {
            active.FlushToDisk();
        }
        catch (ObjectDisposedException)
        {
            // Sealed, and thereby flushed, and removed by retention since.
        }
        catch (IOException failure)
        {
            lock (_gate)
                Fault(failure);
            return;
        }

        lock (_gate)
            Flushed(upTo);
    }

    public void Dispose()
    {
        Flush();
        lock (_gate)
        {
            Fault(new ObjectDisposedException(nameof(PartitionLog)));
            _segments.ForEach(segment => segment.Dispose());
        }
    }

    private void Recover()
    {
        var files = Directory.GetFiles(_folder, "*.log").Order(StringComparer.Ordinal).ToArray();
        foreach (var path in files)
        {
            var segment = Segment.Recover(path, path == files[^1], batch => _producers.Appended(batch), out var torn);
            if (torn > 0)
                TornTailCut(_logger, path, torn, segment.NextOffset);
            if (_segments.Count > 0 && Active.NextOffset != segment.BaseOffset)
                throw new InvalidDataException($"{_folder}: the log stops at offset {Active.NextOffset} and goes on at {segment.BaseOffset}");
            _segments.Add(segment);
        }

        if (_segments.Count == 0)
            _segments.Add(Segment.Create(_folder, 0, _time.GetUtcNow()));
        _flushedOffset = Active.NextOffset;
        if (_fsync != FsyncPolicy.Never && files.Length > 0)
            Active.FlushToDisk();
    }

    private void Roll()
    {
        Active.Seal();
        if (_fsync != FsyncPolicy.Never)
            Active.FlushToDisk();
        Flushed(Active.NextOffset);
        _segments.Add(Segment.Create(_folder, Active.NextOffset, _time.GetUtcNow()));
    }

    private Task WhenFlushed(long offset)
    {
        if (_fsync != FsyncPolicy.Always || _flushedOffset >= offset)
            return Task.CompletedTask;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _unflushed.Enqueue((offset, done));
        if (!_flushing)
        {
            _flushing = true;
            ThreadPool.UnsafeQueueUserWorkItem(static log => log.FlushUntilClean(), this, preferLocal: false);
        }

        return done.Task;
    }

    /// <summary>Group commit: one flush at a time, and whatever was appended meanwhile shares the next one.</summary>
    private void FlushUntilClean()
    {
        while (true)
        {
            Flush();
            lock (_gate)
            {
                if (_unflushed.Count > 0)
                    continue;
                _flushing = false;
                return;
            }
        }
    }

    private void Flushed(long upTo)
    {
        if (upTo <= _flushedOffset)
            return;
        _flushedOffset = upTo;
        while (_unflushed.TryPeek(out var next) && next.Offset <= upTo)
            _unflushed.Dequeue().Done.SetResult();
        if (_fsync == FsyncPolicy.Always)
            WakeReaders();
    }

    private void WakeReaders()
    {
        if (_waiting.Count == 0)
            return;
        var woken = _waiting;
        _waiting = [];
        woken.ForEach(reader => reader.TrySetResult());
    }

    private void Fault(Exception failure)
    {
        if (_fault is null && failure is not ObjectDisposedException)
            StorageFailed(_logger, failure, _folder);
        _fault ??= failure;
        while (_unflushed.TryDequeue(out var next))
            next.Done.TrySetException(new IOException("the log cannot be written", failure));
        WakeReaders();
    }
}
