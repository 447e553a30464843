using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;

namespace ActiveActive.Silo;

/// <summary>Healthy while the site's store answers.</summary>
internal sealed class StoreHealthCheck(IConnectionMultiplexer store, TimeProvider time) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await store.GetDatabase().PingAsync().WaitAsync(Patience, time, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception error) when (error is RedisException or TimeoutException)
        {
            var endpoints = string.Join(", ", store.GetEndPoints().Select(e => e.ToString()));
            return HealthCheckResult.Unhealthy($"the store at {endpoints} does not answer: {error.GetType().Name}.");
        }
    }
}
