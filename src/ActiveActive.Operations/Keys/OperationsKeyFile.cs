using System.Runtime.InteropServices;

namespace ActiveActive.Operations;

/// <summary>The file a key is kept in. Several processes may start on the same file at once: all end up with the same key.</summary>
public static partial class OperationsKeyFile
{
    /// <summary>Reads the key; makes one, readable by the file's owner only, when the file does not exist.</summary>
    /// <param name="path">The file; its folder is made when it does not exist.</param>
    /// <exception cref="FormatException">The file holds no legal key; the message names the file and the remedy.</exception>
    /// <exception cref="IOException">The file cannot be read or made.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public static OperationsKey ReadOrCreate(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (!File.Exists(path)) TryCreate(path);
        return Read(path);
    }

    /// <summary>Reads the key.</summary>
    /// <inheritdoc cref="ReadOrCreate" path="/exception"/>
    public static OperationsKey Read(string path)
    {
        var text = File.ReadAllText(path).Trim();
        try
        {
            return OperationsKey.Parse(text);
        }
        catch (FormatException error)
        {
            throw new FormatException($"{path} holds no key: {error.Message} Delete the file to have a new key made.");
        }
    }

    /// <summary>
    /// Writes the whole key beside the file and then gives it its name without overwriting: a reader never sees half a key, and of several
    /// creators one wins.
    /// </summary>
    private static void TryCreate(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var draft = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var writer = new StreamWriter(draft, options)) writer.WriteLine(OperationsKey.Generate().Text);
            GiveName(draft, path);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>Does nothing when the name is taken: another process was first, and its key is the one to use.</summary>
    private static void GiveName(string draft, string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            // File.Move without overwriting is a check followed by a rename on Unix; link(2) is both in one step.
            if (Link(draft, path) != 0 && !File.Exists(path))
                throw new IOException($"{path} cannot be made: {Marshal.GetLastPInvokeErrorMessage()}");
            return;
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
        }
    }

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string from, string to);
}
