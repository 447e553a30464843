using System.Globalization;

namespace ActiveActive.Gateway.Admin.Audit;

/// <summary><c>GET /admin/audit</c>.</summary>
internal static class AuditEndpoints
{
    private const int DefaultCount = 100;

    public static void MapAudit(this IEndpointRouteBuilder admin) => admin.MapGet("/audit", (string? last, AuditLog log) =>
        Results.Json(new AuditPage(log.Last(ReadCount(last))), AuditJson.Default.AuditPage));

    private static int ReadCount(string? text)
    {
        if (text is null) return DefaultCount;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is >= 1 and <= AuditLog.Remembered
            ? count
            : throw new InvalidRequestException("last", $"last is an integer from 1 to {AuditLog.Remembered}.");
    }
}
