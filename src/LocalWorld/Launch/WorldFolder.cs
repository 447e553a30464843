using ActiveActive.LocalWorld.Warden;

namespace ActiveActive.LocalWorld.Launch;

/// <summary>The data folder of a world, held by one launcher at a time.</summary>
/// <remarks>The lock is <c>flock</c> on <c>world.lock</c>: the kernel drops it when the launcher dies, however it dies.</remarks>
internal sealed class WorldFolder : IDisposable
{
    private static readonly TimeSpan ReapWithin = TimeSpan.FromSeconds(15);

    /// <summary>EWOULDBLOCK of Linux, which .NET hands on: somebody else holds the lock.</summary>
    private const int WouldBlock = 11;

    private readonly FileStream _lock;

    private WorldFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>What runs where.</summary>
    public string WorldFile => System.IO.Path.Combine(Path, "world.json");

    /// <summary>The operations key of every process of the world.</summary>
    public string KeyFile => System.IO.Path.Combine(Path, "admin.key");

    /// <summary>The site link's certificates.</summary>
    public string Certificates => System.IO.Path.Combine(Path, "certs");

    /// <summary>Processes of the current run.</summary>
    public string LedgerFile => System.IO.Path.Combine(Path, "processes.json");

    /// <summary>Log of a process.</summary>
    public string LogOf(string process) => System.IO.Path.Combine(Path, "logs", process + ".log");

    /// <summary>Folder of a site's data; made when it does not exist.</summary>
    public string OfSite(string site) => Directory.CreateDirectory(System.IO.Path.Combine(Path, "sites", site)).FullName;

    /// <summary>Takes the folder, making it when it does not exist, and ends what a dead launcher has left running on it.</summary>
    /// <exception cref="WorldException">It cannot be used, or another launcher has it.</exception>
    public static async Task<WorldFolder> OpenAsync(string path, TimeProvider time)
    {
        var folder = new WorldFolder(System.IO.Path.GetFullPath(path), Lock(System.IO.Path.GetFullPath(path)));
        var (_, left) = await ProcessLedger.ReapAsync(folder.LedgerFile, ReapWithin, time);
        if (left == 0) return folder;
        folder.Dispose();
        throw new WorldException($"{left} processes of an earlier run on {folder.Path} cannot be ended; {folder.LedgerFile} names them.");
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string path)
    {
        var file = System.IO.Path.Combine(path, "world.lock");
        try
        {
            Directory.CreateDirectory(path);
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new WorldException($"the data folder '{path}' cannot be used: {error.Message} Choose another with --data.");
        }
        catch (IOException error)
        {
            throw new WorldException(error.HResult == WouldBlock
                ? $"another launcher runs a world on '{path}'. Stop it, or choose another folder with --data."
                : $"the data folder '{path}' cannot be used: {error.Message} Choose another with --data.");
        }
    }
}
