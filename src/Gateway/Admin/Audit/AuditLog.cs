using System.Text;
using System.Text.Json;

namespace ActiveActive.Gateway.Admin.Audit;

/// <summary>
/// The append-only record of changes: one JSON document a line, flushed to the disk before the change is answered. The newest
/// <see cref="Remembered"/> entries are kept in memory for reading.
/// </summary>
/// <remarks>Bounded: at <see cref="MaxFileBytes"/> the file becomes <c>{name}.1</c>, replacing an earlier one. A line that a crash cut short is passed
/// over when the log is opened. Safe for concurrent use.</remarks>
internal sealed class AuditLog : IDisposable
{
    /// <summary>Entries that can be read back.</summary>
    public const int Remembered = 1000;

    /// <summary>Size at which the file is put aside.</summary>
    public const long MaxFileBytes = 16 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<AuditEntry> _newest = new();
    private readonly string _path;
    private FileStream _file;

    /// <summary>Opens the log and reads its end.</summary>
    public AuditLog(string path)
    {
        _path = path;
        if (File.Exists(path))
            foreach (var line in File.ReadLines(path, Encoding.UTF8))
                if (TryRead(line) is { } entry) Remember(entry);
        _file = Open();
        if (_file.Length > 0) EndCutLine();
    }

    /// <summary>Writes an entry; on return it is on the disk.</summary>
    public void Append(AuditEntry entry)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(entry, AuditJson.Default.AuditEntry);
        lock (_lock)
        {
            if (_file.Length + line.Length >= MaxFileBytes) PutAside();
            _file.Write([.. line, (byte)'\n']);
            _file.Flush(flushToDisk: true);
            Remember(entry);
        }
    }

    /// <summary>The last entries, newest first.</summary>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<AuditEntry> Last(int count)
    {
        lock (_lock) return [.. _newest.Reverse().Take(count)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock) _file.Dispose();
    }

    private FileStream Open() => new(_path, FileMode.Append, FileAccess.Write, FileShare.Read);

    private void PutAside()
    {
        _file.Dispose();
        File.Move(_path, $"{_path}.1", overwrite: true);
        _file = Open();
    }

    private void EndCutLine()
    {
        using var reader = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        reader.Seek(-1, SeekOrigin.End);
        if (reader.ReadByte() != '\n') _file.Write("\n"u8);
    }

    private void Remember(AuditEntry entry)
    {
        _newest.Enqueue(entry);
        if (_newest.Count > Remembered) _newest.Dequeue();
    }

    private static AuditEntry? TryRead(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, AuditJson.Default.AuditEntry);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
