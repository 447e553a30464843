using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Net.Http.Headers;

namespace ActiveActive.Gateway.Admin.Audit;

/// <summary>Records changes made through this gateway.</summary>
internal sealed partial class AuditTrail(AuditLog log, string gateway, TimeProvider time, ILogger<AuditTrail> logger)
{
    private readonly ILogger _logger = logger;

    /// <summary>Who a request comes from, as far as one shared key tells.</summary>
    public static string ActorOf(HttpContext context) =>
        $"{(context.Request.Headers.ContainsKey(HeaderNames.Authorization) ? "bearer" : "console")}@{context.Connection.RemoteIpAddress?.ToString() ?? "local"}";

    /// <summary>Records a change; on return it is on the disk.</summary>
    public void Record<T>(string actor, string action, string target, T? before, T? after, JsonTypeInfo<T> json) where T : class
    {
        log.Append(new AuditEntry
        {
            At = time.GetUtcNow(),
            Gateway = gateway,
            Actor = actor,
            Action = action,
            Target = target,
            Old = before is null ? null : JsonSerializer.SerializeToElement(before, json),
            New = after is null ? null : JsonSerializer.SerializeToElement(after, json),
        });
        LogChange(action, target, actor);
    }
}
