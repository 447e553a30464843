namespace ActiveActive.Client.Load;

/// <summary>How a run goes, for the live view.</summary>
/// <param name="Elapsed">Since its start.</param>
/// <param name="Begun">Operations begun in all.</param>
/// <param name="Open">Of them not answered yet.</param>
/// <param name="Rate">Answers a second in the last interval.</param>
/// <param name="P50">Median latency of the interval, from the intended start.</param>
/// <param name="P99">99th percentile of the interval.</param>
/// <param name="Max">Longest of the interval.</param>
/// <param name="Failed">Failures in the interval.</param>
/// <param name="Sites">Answers of the interval by site.</param>
public sealed record LoadProgress(
    TimeSpan Elapsed, long Begun, long Open, double Rate, TimeSpan P50, TimeSpan P99, TimeSpan Max, long Failed, IReadOnlyDictionary<string, long> Sites);
