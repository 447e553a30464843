namespace ActiveActive.LocalWorld.Supervision;

/// <summary>
/// Decides whether and when a process that ended is started again. Pure: time and ends are inputs. One per process; not for concurrent use.
/// </summary>
/// <remarks>
/// A silo that its cluster declared dead aborts itself, and a process that a fault ended was healthy: both are replaced at once. Everything else
/// waits twice as long each time, until it has run for <see cref="Stable"/>. Whatever the reason, more than <see cref="MaxRestarts"/> ends
/// that nobody commanded within <see cref="Window"/> mean that starting again does not help.
/// </remarks>
internal sealed class RestartPolicy
{
    /// <summary>Exit code of a process that aborted itself (SIGABRT): an Orleans silo does so when it finds itself declared dead.</summary>
    public const int Aborted = 134;

    /// <summary>Exit code of a host whose configuration cannot work.</summary>
    public const int ConfigurationError = 2;

    /// <summary>Wait before the first restart of a row.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest wait.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(15);

    /// <summary>A process that ran so long has recovered from whatever ended the ones before.</summary>
    public static readonly TimeSpan Stable = TimeSpan.FromSeconds(30);

    /// <summary>Span in which ends are counted.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(2);

    /// <summary>Most restarts within <see cref="Window"/>.</summary>
    public const int MaxRestarts = 8;

    private readonly Queue<TimeSpan> _ends = new();
    private int _row;

    /// <summary>Takes note of an end and decides.</summary>
    /// <param name="end">How it ended.</param>
    /// <param name="now">Monotonic time of the end.</param>
    public RestartDecision Decide(ProcessEnd end, TimeSpan now)
    {
        if (end.Commanded) return RestartDecision.After(TimeSpan.Zero, "ended by a fault on command");
        if (end is { ExitCode: ConfigurationError, WasUp: false })
            return RestartDecision.GiveUp("its configuration cannot work (exit code 2)");

        while (_ends.TryPeek(out var oldest) && now - oldest > Window) _ends.Dequeue();
        _ends.Enqueue(now);
        if (_ends.Count > MaxRestarts)
            return RestartDecision.GiveUp($"ended {_ends.Count} times within {Window.TotalMinutes:0} minutes, last with exit code {end.ExitCode}");

        if (end.ExitCode == Aborted && end.WasUp) return RestartDecision.After(TimeSpan.Zero, "declared dead by its cluster (exit code 134)");

        _row = end.Lifetime >= Stable ? 1 : _row + 1;
        var delay = FirstDelay * Math.Pow(2, Math.Min(_row - 1, 10));
        return RestartDecision.After(delay < LongestDelay ? delay : LongestDelay, $"ended with exit code {end.ExitCode}");
    }
}
