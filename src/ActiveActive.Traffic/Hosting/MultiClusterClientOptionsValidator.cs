using Microsoft.Extensions.Options;

namespace ActiveActive.Traffic;

/// <summary>Validates the options together; a message carries name, value and remedy.</summary>
internal sealed class MultiClusterClientOptionsValidator : IValidateOptions<MultiClusterClientOptions>
{
    public ValidateOptionsResult Validate(string? name, MultiClusterClientOptions options)
    {
        var failures = new List<string>();
        var sites = options.Clusters.Select(c => c.Site).ToArray();
        if (sites.Length == 0) failures.Add("no cluster was added: call AddCluster for every site.");
        if (sites.Any(s => s.IsNone)) failures.Add("a cluster was added without a site id.");
        foreach (var twice in sites.GroupBy(s => s).Where(g => g.Count() > 1)) failures.Add($"site '{twice.Key}' was added {twice.Count()} times: add each once.");
        if (!sites.Contains(options.HomeSite)) failures.Add($"HomeSite is '{options.HomeSite}', which is none of the added sites ({string.Join(", ", sites)}).");

        Range(options.Health.ProbePeriod, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1), "Health.ProbePeriod");
        Range(options.Health.ProbeTimeout, TimeSpan.FromMilliseconds(50), TimeSpan.FromMinutes(1), "Health.ProbeTimeout");
        Range(options.Health.FailuresToDown, 1, 1000, "Health.FailuresToDown");
        Range(options.Health.SuccessesToUp, 1, 1000, "Health.SuccessesToUp");
        Range(options.AttemptTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5), "AttemptTimeout");
        Range(options.CallTimeout, options.AttemptTimeout, TimeSpan.FromMinutes(10), "CallTimeout (not below AttemptTimeout)");
        Range(options.MaxAttempts, 1, 100, "MaxAttempts");
        Range(options.RetryRatio, 0, 10, "RetryRatio");
        Range(options.RetryReserve, 0, 1_000_000, "RetryReserve");
        Range(options.MaxInFlightPerSite, 1, 1_000_000, "MaxInFlightPerSite");
        Range(options.RetryAfter, TimeSpan.Zero, TimeSpan.FromHours(1), "RetryAfter");
        Range(options.GatewayRefreshPeriod, TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(5), "GatewayRefreshPeriod");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Range<T>(T value, T least, T most, string what) where T : IComparable<T>
        {
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0) failures.Add($"{what} is {value}; set it from {least} to {most}.");
        }
    }
}
