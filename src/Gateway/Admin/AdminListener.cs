using ActiveActive.Gateway.Admin.Audit;
using ActiveActive.Gateway.Admin.Faults;
using ActiveActive.Gateway.Admin.Traffic;
using ActiveActive.Gateway.Admin.World;
using ActiveActive.Gateway.Clusters;
using ActiveActive.Gateway.Console;
using ActiveActive.Gateway.Hosting;
using ActiveActive.Gateway.Load;
using ActiveActive.Gateway.Problems;
using ActiveActive.Gateway.Requests;
using ActiveActive.Gateway.Routing;
using ActiveActive.Operations;
using ActiveActive.World;

namespace ActiveActive.Gateway.Admin;

/// <summary>The listener for operators: closed without the key but for health and metrics.</summary>
internal static class AdminListener
{
    /// <summary>Requests in work and waiting: operators and gateways are few.</summary>
    private const int MaxConcurrent = 64;

    public static WebApplication Build(IServiceProvider owner, GatewaySettings settings, GatewayFiles files)
    {
        var builder = WebHosting.CreateBorrower(owner);
        builder.ListenOn(settings.Admin, settings.Gateway.MaxConnections);
        builder.Services.Borrow<KnownSites>(owner).Borrow<AuditLog>(owner).Borrow<AuditTrail>(owner).Borrow<PolicyKeeper>(owner)
            .Borrow<PolicyExchange>(owner).Borrow<GatewayReporter>(owner).Borrow<WorldReader>(owner);
        builder.Services.AddLoadShedding(MaxConcurrent, MaxConcurrent);
        builder.Services.AddOperations("gateway", settings.Gateway.Name)
            .AddCheck("sites", new SitesHealthCheck(owner.GetRequiredService<ActiveActive.Traffic.ITrafficControl>()));

        var app = builder.Build();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseSecurityHeaders();
        app.UseStrictPaths();
        app.UseRouting();
        app.UseOperationsKey(files.Key);
        app.UseRateLimiter();
        app.MapOperations();
        app.MapConsole();

        var admin = app.MapGroup("/admin");
        admin.RequireRateLimiting(LoadShedding.Policy);
        admin.MapGet("/world", async (WorldReader world, HttpContext context) =>
            Results.Json(await world.ReadAsync(context.RequestAborted), WorldJson.Default.WorldDocument));
        admin.MapTraffic();
        admin.MapFaults(owner.GetService<ControlClient>());
        admin.MapAudit();
        foreach (var path in (string[])["/replication", "/ownership", "/ownership/move"])
            admin.Map(path, () => ProblemMap.Of(ErrorSlugs.NotYetAvailable, "Replicated and owned state are not built yet.").ToResult());
        return app;
    }
}
