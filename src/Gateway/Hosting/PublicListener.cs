using ActiveActive.Gateway.Admin;
using ActiveActive.Gateway.Clusters;
using ActiveActive.Gateway.Load;
using ActiveActive.Gateway.OpenApi;
using ActiveActive.Gateway.Problems;
using ActiveActive.Gateway.Requests;
using ActiveActive.Gateway.Routing;
using ActiveActive.Gateway.Shop;
using ActiveActive.Operations;
using OpenTelemetry.Metrics;

namespace ActiveActive.Gateway.Hosting;

/// <summary>The listener of the HTTP contract.</summary>
internal static class PublicListener
{
    public static WebApplication Build(
        WebApplicationBuilder builder, GatewaySettings settings, GatewayFiles files, Action<SiteId, IClientBuilder>? connect)
    {
        var gateway = settings.Gateway;
        builder.ListenOn(settings.Public, gateway.MaxConnections);
        builder.Services.Configure<HostOptions>(o => o.ShutdownTimeout = gateway.ShutdownTimeout);
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(settings.Sites);
        builder.Services.AddSingleton(services => new CallMeter(settings.Sites.All, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddClusters(settings, connect);
        builder.Services.AddAdminServices(settings, files);
        builder.Services.AddLoadShedding(gateway.MaxConcurrentRequests, gateway.MaxQueuedRequests);
        builder.Services.AddContractDocument();
        builder.Services.AddOperations("gateway", gateway.Name, metrics => metrics.AddAspNetCoreInstrumentation()).AddCheck<SitesHealthCheck>("sites");

        var app = builder.Build();
        app.UseContractHeaders(settings.Sites.Home);
        app.UseMiddleware<ProblemMiddleware>();
        app.UseStrictPaths();
        app.UseRouting();
        app.UseRateLimiter();
        app.MapOperations();
        app.MapContractDocument();
        app.MapShop();
        if (settings.Testing.Enabled) app.MapTesting();
        return app;
    }

    /// <summary>The registers and counters for black-box testing, which need state the shop does not have yet.</summary>
    private static void MapTesting(this IEndpointRouteBuilder endpoints) =>
        endpoints.Map("/test/{**rest}", () => ProblemMap.Of(ErrorSlugs.NotYetAvailable, "The registers and counters for testing are not built yet.").ToResult())
            .ExcludeFromDescription();
}
