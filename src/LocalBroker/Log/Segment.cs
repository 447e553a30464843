using ActiveActive.LocalBroker.Protocol;
using Microsoft.Win32.SafeHandles;

namespace ActiveActive.LocalBroker.Log;

/// <summary>
/// One file of a partition's log: batches back to back, named by the first offset. Its index is sparse, in memory, and rebuilt from the
/// file at start. Appends come from one thread at a time (the partition's lock); reads may run beside them, because bytes below
/// <see cref="Bytes"/> never change.
/// </summary>
internal sealed class Segment : IDisposable
{
    private const int IndexEveryBytes = 4096;

    private readonly SafeFileHandle _file;
    private readonly List<(long Offset, long Position, long MaxTimestampBefore)> _index = [];
    private long _bytes;
    private long _indexedUpTo = -IndexEveryBytes;

    private Segment(string path, SafeFileHandle file, long baseOffset, DateTimeOffset lastAppend)
    {
        (Path, _file, BaseOffset, NextOffset, LastAppend) = (path, file, baseOffset, baseOffset, lastAppend);
    }

    public string Path { get; }

    public long BaseOffset { get; }

    public long NextOffset { get; private set; }

    /// <summary>The latest time stamp of any record, as its producer set it.</summary>
    public long MaxTimestamp { get; private set; } = -1;

    /// <summary>When this broker last appended: retention counts from it, since producers' stamps can be anything.</summary>
    public DateTimeOffset LastAppend { get; private set; }

    public long Bytes => Volatile.Read(ref _bytes);

    public static string FileName(long baseOffset) => $"{baseOffset:D20}.log";

    public static Segment Create(string folder, long baseOffset, DateTimeOffset now)
    {
        var path = System.IO.Path.Combine(folder, FileName(baseOffset));
        return new(path, File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read), baseOffset, now);
    }

    /// <summary>
    /// Reads a segment back, checking every checksum and that offsets run on without a hole. Whatever follows the last good batch is cut
    /// off when <paramref name="isLast"/> (a write that a crash tore), and an error otherwise: a sealed segment was complete.
    /// </summary>
    /// <exception cref="InvalidDataException">A sealed segment is damaged.</exception>
    public static Segment Recover(string path, bool isLast, Action<RecordBatch> onBatch, out long tornBytes)
    {
        var baseOffset = long.Parse(System.IO.Path.GetFileNameWithoutExtension(path), System.Globalization.CultureInfo.InvariantCulture);
        var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        var segment = new Segment(path, file, baseOffset, new DateTimeOffset(File.GetLastWriteTimeUtc(path)));
        using (var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 20))
        {
            var buffer = new byte[RecordBatch.HeaderBytes];
            while (segment.TryReadNext(stream, ref buffer) is { } batch)
            {
                segment.Index(batch);
                onBatch(batch);
            }
        }

        var length = RandomAccess.GetLength(file);
        tornBytes = length - segment._bytes;
        if (tornBytes > 0 && !isLast)
            throw new InvalidDataException(
                $"{path} is damaged at byte {segment._bytes} of {length}, and it is not the last segment: messages that were acknowledged are lost. " +
                "Restore the data folder from a copy, or delete it to start an empty log (consumers then see another cluster id).");
        if (tornBytes > 0)
            RandomAccess.SetLength(file, segment._bytes);
        return segment;
    }

    /// <summary>Writes the batch at the end, already carrying its offset. After an error the file is as before, or the error is fatal.</summary>
    public void Append(in RecordBatch batch, ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        try
        {
            RandomAccess.Write(_file, bytes, _bytes);
        }
        catch (IOException)
        {
            // A half-written batch must not stay behind the end: a later, shorter one would leave its tail to be taken for data.
            RandomAccess.SetLength(_file, _bytes);
            throw;
        }

        LastAppend = now;
        Index(batch);
    }

    /// <summary>
    /// Copies whole batches, from the one that contains <paramref name="offset"/> on and below <paramref name="limitOffset"/>, to the end
    /// of a response: at most <paramref name="maxBytes"/>, but always the first batch, or nobody could ever pass a larger one.
    /// </summary>
    /// <returns>Bytes copied; zero when the segment holds nothing in that range.</returns>
    public int Copy(long offset, long limitOffset, int maxBytes, ResponseWriter target)
    {
        if (FirstContaining(offset) is not var (position, first) || first.BaseOffset >= limitOffset)
            return 0;
        var bytes = target.Reserve((int)Math.Min(Math.Max(maxBytes, first.TotalBytes), Bytes - position));
        for (var done = 0; done < bytes.Length;)
        {
            var count = RandomAccess.Read(_file, bytes[done..], position + done);
            done += count > 0 ? count : throw new EndOfStreamException($"{Path} ends before byte {position + bytes.Length}");
        }

        var whole = 0;
        while (RecordBatch.TryRead(bytes[whole..]) is { } batch && batch.BaseOffset < limitOffset && whole + batch.TotalBytes <= bytes.Length)
            whole += batch.TotalBytes;
        target.Advance(whole);
        return whole;
    }

    /// <summary>The first batch that may hold a record stamped at or after the given time.</summary>
    public RecordBatch? FirstAtOrAfter(long timestamp)
    {
        Span<byte> header = stackalloc byte[RecordBatch.HeaderBytes];
        long position = 0;
        lock (_index)
        {
            foreach (var entry in _index)
                if (entry.MaxTimestampBefore < timestamp)
                    position = entry.Position;
                else
                    break;
        }

        for (var end = Bytes; position < end;)
        {
            if (RandomAccess.Read(_file, header, position) < header.Length || RecordBatch.TryRead(header) is not { } batch)
                return null;
            if (batch.MaxTimestamp >= timestamp)
                return batch;
            position += batch.TotalBytes;
        }

        return null;
    }

    public void FlushToDisk() => RandomAccess.FlushToDisk(_file);

    /// <summary>No more appends: stamps the file with the time of its last one, from which retention counts after a restart.</summary>
    public void Seal() => File.SetLastWriteTimeUtc(_file, LastAppend.UtcDateTime);

    public void Delete()
    {
        _file.Dispose();
        File.Delete(Path);
    }

    public void Dispose() => _file.Dispose();

    private void Index(in RecordBatch batch)
    {
        if (_bytes - _indexedUpTo >= IndexEveryBytes)
        {
            lock (_index)
                _index.Add((batch.BaseOffset, _bytes, MaxTimestamp));
            _indexedUpTo = _bytes;
        }

        MaxTimestamp = Math.Max(MaxTimestamp, batch.MaxTimestamp);
        NextOffset = batch.NextOffset;
        Volatile.Write(ref _bytes, _bytes + batch.TotalBytes);
    }

    private (long Position, RecordBatch Batch)? FirstContaining(long offset)
    {
        Span<byte> header = stackalloc byte[RecordBatch.HeaderBytes];
        for (var position = Floor(offset); position < Bytes;)
        {
            if (RandomAccess.Read(_file, header, position) < header.Length || RecordBatch.TryRead(header) is not { } batch)
                throw new InvalidDataException($"{Path} holds no batch at byte {position}, where one was written");
            if (batch.LastOffset >= offset)
                return (position, batch);
            position += batch.TotalBytes;
        }

        return null;
    }

    private long Floor(long offset)
    {
        lock (_index)
        {
            var (low, high) = (0, _index.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                (low, high) = _index[middle].Offset <= offset ? (middle + 1, high) : (low, middle);
            }

            return low == 0 ? 0 : _index[low - 1].Position;
        }
    }

    private RecordBatch? TryReadNext(FileStream stream, ref byte[] buffer)
    {
        if (stream.ReadAtLeast(buffer.AsSpan(0, RecordBatch.HeaderBytes), RecordBatch.HeaderBytes, throwOnEndOfStream: false) < RecordBatch.HeaderBytes)
            return null;
        if (RecordBatch.TryRead(buffer) is not { } batch || batch.BaseOffset != NextOffset || batch.TotalBytes > stream.Length - _bytes)
            return null;
        if (buffer.Length < batch.TotalBytes)
            Array.Resize(ref buffer, batch.TotalBytes);
        stream.ReadExactly(buffer.AsSpan(RecordBatch.HeaderBytes, batch.TotalBytes - RecordBatch.HeaderBytes));
        return batch.ChecksumHolds(buffer) ? batch : null;
    }
}
