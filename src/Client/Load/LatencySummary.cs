namespace ActiveActive.Client.Load;

/// <summary>Percentiles in milliseconds, counted from the intended start of each operation.</summary>
/// <param name="Count">How many operations.</param>
/// <param name="P50">Median.</param>
/// <param name="P90">90th percentile.</param>
/// <param name="P99">99th percentile.</param>
/// <param name="P999">99.9th percentile.</param>
/// <param name="Max">Longest.</param>
public sealed record LatencySummary(long Count, double P50, double P90, double P99, double P999, double Max)
{
    internal static LatencySummary Of(LatencyHistogram histogram) => new(
        histogram.Count,
        Milliseconds(histogram.Percentile(0.5)),
        Milliseconds(histogram.Percentile(0.9)),
        Milliseconds(histogram.Percentile(0.99)),
        Milliseconds(histogram.Percentile(0.999)),
        Milliseconds(histogram.Max));

    private static double Milliseconds(TimeSpan duration) => Math.Round(duration.TotalMilliseconds, 3);
}
