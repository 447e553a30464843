using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace ActiveActive.Operations;

/// <summary>Health checks and metrics of a process.</summary>
public static class OperationsTelemetry
{
    /// <summary>Registers what <see cref="OperationsEndpoints.MapOperations"/> serves: health checks, runtime and Orleans metrics.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="role">What the process is, e.g. <c>silo</c>; the <c>service.name</c> of its metrics.</param>
    /// <param name="instance">Unique name of the process, e.g. <c>a-1</c>.</param>
    /// <param name="metrics">Adds the host's own meters and instrumentations.</param>
    /// <returns>For the host's own health checks.</returns>
    public static IHealthChecksBuilder AddOperations(
        this IServiceCollection services, string role, string instance, Action<MeterProviderBuilder>? metrics = null)
    {
        services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService(role, serviceNamespace: "activeactive", serviceInstanceId: instance))
            .WithMetrics(m =>
            {
                m.AddMeter("Microsoft.Orleans", "ActiveActive.*").AddRuntimeInstrumentation().AddPrometheusExporter();
                metrics?.Invoke(m);
            });
        return services.AddHealthChecks();
    }
}
