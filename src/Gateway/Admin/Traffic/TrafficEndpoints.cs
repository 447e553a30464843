using System.Collections.Immutable;
using System.Text.Json;
using ActiveActive.Gateway.Admin.Audit;
using ActiveActive.Gateway.Problems;
using ActiveActive.Gateway.Requests;
using ActiveActive.Gateway.Routing;

namespace ActiveActive.Gateway.Admin.Traffic;

/// <summary><c>/admin/traffic</c> and <c>/admin/sites</c>.</summary>
internal static class TrafficEndpoints
{
    public static void MapTraffic(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/traffic", (GatewayReporter reporter, PolicyExchange exchange) => Document(reporter, exchange));
        admin.MapPut("/traffic", PutAsync);
        admin.MapPost("/traffic/exchange", ExchangeAsync);
        admin.MapPost("/sites/{site}/drain", Drain);
        admin.MapPost("/sites/{site}/undrain", Undrain);
    }

    private static async Task<IResult> PutAsync(HttpContext context, PolicyKeeper policies, GatewayReporter reporter, PolicyExchange exchange)
    {
        var change = await JsonBody.ReadAsync(context.Request, PolicyChange.Read);
        policies.Change(AuditTrail.ActorOf(context), "traffic.put", "", change.Apply);
        return Document(reporter, exchange);
    }

    private static IResult Drain(string site, HttpContext context, KnownSites sites, PolicyKeeper policies, GatewayReporter reporter, PolicyExchange exchange)
    {
        if (!TryFind(site, sites, out var id)) return NoSite(site, sites);
        policies.Change(AuditTrail.ActorOf(context), "site.drain", id.Value, policy =>
        {
            var drained = policy.Drained.Add(id);
            return sites.All.All(drained.Contains)
                ? throw new ConflictException($"site '{id}' is the last one that is not drained; undrain another first.")
                : policy with { Drained = drained };
        });
        return Document(reporter, exchange);
    }

    private static IResult Undrain(string site, HttpContext context, KnownSites sites, PolicyKeeper policies, GatewayReporter reporter, PolicyExchange exchange)
    {
        if (!TryFind(site, sites, out var id)) return NoSite(site, sites);
        policies.Change(AuditTrail.ActorOf(context), "site.undrain", id.Value, policy => policy with { Drained = policy.Drained.Remove(id) });
        return Document(reporter, exchange);
    }

    /// <summary>What one gateway tells another, and what it hears back.</summary>
    private static async Task<IResult> ExchangeAsync(HttpContext context, PolicyKeeper policies, GatewayReporter reporter)
    {
        GatewayReport? report;
        try
        {
            report = await context.Request.ReadFromJsonAsync(TrafficJson.Default.GatewayReport, context.RequestAborted);
        }
        catch (JsonException)
        {
            throw new InvalidRequestException(JsonBody.Field, "the body is no report of a gateway.");
        }

        if (report is null) throw new InvalidRequestException(JsonBody.Field, "the body is no report of a gateway.");
        policies.Adopt(report.Name, report.Policy);
        return Results.Json(reporter.Report(), TrafficJson.Default.GatewayReport);
    }

    private static IResult Document(GatewayReporter reporter, PolicyExchange exchange)
    {
        var report = reporter.Report();
        return Results.Json(new TrafficDocument(report.Name, report.Policy, report.Sites, exchange.Peers), TrafficJson.Default.TrafficDocument);
    }

    private static bool TryFind(string text, KnownSites sites, out SiteId site) =>
        SiteId.TryParse(text, out site) && sites.Contains(site);

    private static IResult NoSite(string text, KnownSites sites) =>
        ProblemMap.Of(ErrorSlugs.NotFound, $"There is no site '{(text.Length <= SiteId.MaxLength ? text : "…")}'; the sites are {sites}.").ToResult();
}
