using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ActiveActive.Silo;

/// <summary>Healthy while the membership table lists this silo as active.</summary>
internal sealed class MembershipHealthCheck(ISiloStatusOracle oracle) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(oracle.CurrentStatus == SiloStatus.Active
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy($"this silo is {oracle.CurrentStatus} in its cluster, not {SiloStatus.Active}."));
}
