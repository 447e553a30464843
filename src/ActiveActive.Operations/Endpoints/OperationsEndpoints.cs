using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ActiveActive.Operations;

/// <summary>The endpoints every process serves.</summary>
public static class OperationsEndpoints
{
    /// <summary>
    /// Maps <c>/healthz</c> (the process runs; asks nothing else, so that a supervisor does not restart a process for its neighbour's failure),
    /// <c>/readyz</c> (every registered health check passes; 503 with the reasons otherwise) and <c>/metrics</c> (Prometheus text format). They
    /// need no key. Requires <see cref="OperationsTelemetry.AddOperations"/>.
    /// </summary>
    /// <param name="endpoints">Where to map them.</param>
    /// <returns>All three, e.g. to bind them to one listener.</returns>
    public static IEndpointConventionBuilder MapOperations(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup(string.Empty);
        group.MapGet("/healthz", () => Results.Json(HealthReply.Alive, HealthReplyJson.Default.HealthReply));
        group.MapHealthChecks("/readyz", new HealthCheckOptions { ResponseWriter = WriteReadiness });
        group.MapPrometheusScrapingEndpoint("/metrics");
        return group.AllowWithoutKey();
    }

    private static Task WriteReadiness(HttpContext context, HealthReport report)
    {
        var reasons = report.Entries.Where(e => e.Value.Status != HealthStatus.Healthy)
            .Select(e => new HealthReason(e.Key, e.Value.Description ?? e.Value.Exception?.Message ?? "failed")).ToArray();
        var reply = new HealthReply(report.Status == HealthStatus.Healthy ? "ready" : "unready", reasons);
        return context.Response.WriteAsJsonAsync(reply, HealthReplyJson.Default.HealthReply, cancellationToken: context.RequestAborted);
    }
}
