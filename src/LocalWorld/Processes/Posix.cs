using System.Runtime.InteropServices;

namespace ActiveActive.LocalWorld.Processes;

/// <summary>The few system calls that .NET does not wrap.</summary>
internal static partial class Posix
{
    /// <summary>True when the signal was delivered; false when there is no such process or it is not ours.</summary>
    public static bool Signal(int pid, PosixSignal signal) => Kill(pid, (int)signal) == 0;

    /// <summary>True when this process runs as root.</summary>
    public static bool IsRoot => GetEffectiveUserId() == 0;

    /// <summary>Gives a file or folder to another user.</summary>
    /// <exception cref="IOException">Refused.</exception>
    public static void ChangeOwner(string path, uint user, uint group)
    {
        if (Chown(path, user, group) != 0) throw new IOException($"{path} cannot be given to user {user}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUserId();

    [LibraryImport("libc", EntryPoint = "chown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Chown(string path, uint user, uint group);
}
