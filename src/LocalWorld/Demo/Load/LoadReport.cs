namespace ActiveActive.LocalWorld.Demo.Load;

/// <summary>What the load came to.</summary>
/// <param name="Calls">Calls made.</param>
/// <param name="Failed">Calls that did not succeed within their deadline.</param>
/// <param name="Retried">Calls that needed more than one attempt.</param>
/// <param name="Shed">Calls that were due and not made, because too many were under way.</param>
/// <param name="P50">Median time from due to answer.</param>
/// <param name="P99">99th percentile of it.</param>
/// <param name="Slowest">Longest of it.</param>
/// <param name="LastTrouble">The last thing that went wrong for any of them; null when nothing did.</param>
internal sealed record LoadReport(
    int Calls, int Failed, int Retried, int Shed, TimeSpan P50, TimeSpan P99, TimeSpan Slowest, string? LastTrouble)
{
    /// <summary>Sums samples up.</summary>
    public static LoadReport Of(IReadOnlyCollection<CallSample> samples, int shed)
    {
        var times = samples.Select(s => s.Elapsed).Order().ToArray();
        return new LoadReport(
            samples.Count, samples.Count(s => !s.Succeeded), samples.Count(s => s.Attempts > 1), shed,
            At(times, 0.5), At(times, 0.99), At(times, 1), samples.LastOrDefault(s => s.Trouble is not null).Trouble);
    }

    private static TimeSpan At(TimeSpan[] sorted, double quantile) =>
        sorted.Length == 0 ? TimeSpan.Zero : sorted[Math.Min(sorted.Length - 1, (int)(quantile * sorted.Length))];
}
