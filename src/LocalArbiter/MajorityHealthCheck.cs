using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ActiveActive.LocalArbiter;

/// <summary>Ready means: part of a majority that has a leader.</summary>
internal sealed class MajorityHealthCheck(ArbiterMember member) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) => Task.FromResult(
        member.HasMajority ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("this member knows of no leader with a majority."));
}
