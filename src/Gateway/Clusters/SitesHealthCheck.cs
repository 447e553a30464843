using ActiveActive.Traffic;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ActiveActive.Gateway.Clusters;

/// <summary>Healthy while at least one site is up: the gateway can then serve every caller.</summary>
internal sealed class SitesHealthCheck(ITrafficControl traffic) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var sites = traffic.Snapshot.Sites;
        return Task.FromResult(sites.Any(s => s.Health == SiteHealth.Up)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"no site is up: {string.Join(", ", sites.Select(s => $"{s.Site} is {s.Health}"))}."));
    }
}
