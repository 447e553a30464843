namespace ActiveActive.Gateway.Load;

/// <summary>Calls that one gateway sent to one site.</summary>
/// <param name="CallsPerSecond">Average of the last five full seconds.</param>
/// <param name="FailuresPerSecond">Part of them that the site failed.</param>
/// <param name="MeanMilliseconds">Their mean duration; 0 without calls.</param>
/// <param name="Calls">Calls in each of the last sixty full seconds, oldest first.</param>
/// <param name="Failures">Failures in each of them.</param>
internal sealed record SiteCalls(
    double CallsPerSecond, double FailuresPerSecond, double MeanMilliseconds, IReadOnlyList<int> Calls, IReadOnlyList<int> Failures);
