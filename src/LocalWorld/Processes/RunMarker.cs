using System.Globalization;
using System.Text;

namespace ActiveActive.LocalWorld.Processes;

/// <summary>
/// An environment variable that every child of one run carries, and hands on to its own children. It finds the child that was started in the
/// instant before its launcher died, which no ledger knows yet.
/// </summary>
internal static class RunMarker
{
    /// <summary>Name of the variable.</summary>
    public const string Variable = "ACTIVEACTIVE_WORLD_RUN";

    /// <summary>Every living process that carries the marker of a run and may be read by us, except ourselves.</summary>
    public static IEnumerable<ProcessIdentity> Find(string runId)
    {
        var wanted = Encoding.UTF8.GetBytes($"{Variable}={runId}\0");
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var pid) || pid == Environment.ProcessId) continue;
            if (ProcessIdentity.Of(pid) is { } identity && Carries(folder, wanted)) yield return identity;
        }
    }

    private static bool Carries(string folder, byte[] wanted)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan().IndexOf(wanted) >= 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
