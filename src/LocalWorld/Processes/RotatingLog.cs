using System.Globalization;

namespace ActiveActive.LocalWorld.Processes;

/// <summary>
/// A log file of bounded size: at the bound it becomes <c>{name}.1</c>, in place of the one before, and a new one begins. Safe for concurrent
/// use. Losing the log does not stop the process that is logged: write errors are counted and told with the next line that gets through.
/// </summary>
internal sealed class RotatingLog : IDisposable
{
    /// <summary>Bound of one file in bytes.</summary>
    public const long DefaultBound = 8 * 1024 * 1024;

    private const int TailLines = 20;

    private readonly Lock _gate = new();
    private readonly Queue<string> _tail = new();
    private readonly TimeProvider _time;
    private readonly long _bound;
    private StreamWriter? _writer;
    private long _failures;

    public RotatingLog(string path, TimeProvider time, long bound = DefaultBound)
    {
        Path = path;
        _time = time;
        _bound = bound;
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        _writer = Open();
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The last lines of this run, oldest first.</summary>
    public IReadOnlyList<string> Tail
    {
        get
        {
            lock (_gate) return [.. _tail];
        }
    }

    /// <summary>Adds a line the process has written.</summary>
    public void Write(string line)
    {
        lock (_gate)
        {
            _tail.Enqueue(line);
            if (_tail.Count > TailLines) _tail.Dequeue();
            Append(line);
        }
    }

    /// <summary>Adds a line about the process.</summary>
    public void Note(string text)
    {
        var at = _time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        lock (_gate) Append($"--- {at} {text}");
    }

    /// <summary>Forgets <see cref="Tail"/>: a new incarnation begins.</summary>
    public void BeginTail()
    {
        lock (_gate) _tail.Clear();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            try
            {
                _writer?.Dispose();
            }
            catch (IOException)
            {
                _failures++;
            }

            _writer = null;
        }
    }

    private void Append(string line)
    {
        if (_writer is null) return;
        try
        {
            if (_writer.BaseStream.Position > _bound) Rotate();
            if (_failures > 0) _writer.WriteLine($"--- {_failures} lines could not be written");
            _failures = 0;
            _writer.WriteLine(line);
            _writer.Flush();
        }
        catch (IOException)
        {
            _failures++;
        }
    }

    private void Rotate()
    {
        _writer!.Dispose();
        File.Move(Path, Path + ".1", overwrite: true);
        _writer = Open();
    }

    private StreamWriter Open() => new(new FileStream(Path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));
}
