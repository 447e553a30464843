using System.Globalization;

namespace ActiveActive.LocalWorld.Processes;

/// <summary>
/// One process of this boot of the machine. A pid alone is reused; together with its start time, in clock ticks since boot, it is not.
/// </summary>
/// <param name="Pid">Process id.</param>
/// <param name="StartTicks">Field 22 of <c>/proc/{pid}/stat</c>. Survives <c>exec</c>, so it names the process whatever it has become.</param>
internal readonly record struct ProcessIdentity(int Pid, ulong StartTicks)
{
    private const int StartTicksAfterName = 19;

    /// <summary>The process that has this pid now; null when there is none, or only its unreaped remains.</summary>
    public static ProcessIdentity? Of(int pid)
    {
        string stat;
        try
        {
            stat = File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return Parse(pid, stat);
    }

    /// <summary>True while it runs; a stopped process runs.</summary>
    public bool IsAlive => Of(Pid) == this;

    /// <summary>Sends a signal, unless the process is gone or its pid names another one by now.</summary>
    /// <returns>True when it was delivered.</returns>
    public bool Signal(PosixSignal signal) => IsAlive && Posix.Signal(Pid, signal);

    /// <summary>The name of the program may hold blanks and parentheses: what follows its last parenthesis is regular.</summary>
    internal static ProcessIdentity? Parse(int pid, string stat)
    {
        var fields = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length <= StartTicksAfterName || fields[0] is "Z" or "X") return null;
        return ulong.TryParse(fields[StartTicksAfterName], CultureInfo.InvariantCulture, out var ticks) ? new ProcessIdentity(pid, ticks) : null;
    }
}
