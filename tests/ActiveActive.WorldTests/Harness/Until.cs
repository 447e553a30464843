using System.Diagnostics;

namespace ActiveActive.WorldTests.Harness;

/// <summary>Waits for something that another process does.</summary>
internal static class Until
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(20);

    /// <summary>Whether a process is halted by a signal.</summary>
    public static bool IsStopped(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        return stat[stat.LastIndexOf(')') + 2] == 'T';
    }

    /// <summary>Waits until a check returns null; fails with what it returned last.</summary>
    public static async Task HoldsAsync(string what, Func<Task<string?>> check)
    {
        var began = Stopwatch.GetTimestamp();
        while (await check() is { } instead)
        {
            if (Stopwatch.GetElapsedTime(began) > Within) Assert.Fail($"waited {Within.TotalSeconds:0} s for {what}; at the end: {instead}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
