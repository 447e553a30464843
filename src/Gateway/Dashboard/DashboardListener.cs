using ActiveActive.Gateway.Admin;
using ActiveActive.Gateway.Hosting;
using ActiveActive.Gateway.Problems;
using ActiveActive.Operations;
using ActiveActive.Traffic;
using Orleans.Dashboard;

namespace ActiveActive.Gateway.Dashboard;

/// <summary>
/// The dashboard of this site's cluster, under the operators' key. The dashboard shows the one cluster its container knows, so that it has a
/// listener of its own; it borrows the client that routes to the site.
/// </summary>
internal static class DashboardListener
{
    /// <returns>The listener; null when it is switched off.</returns>
    public static WebApplication? Build(IServiceProvider owner, GatewaySettings settings, GatewayFiles files)
    {
        if (settings.Dashboard is null) return null;
        var builder = WebHosting.CreateBorrower(owner);
        builder.ListenOn(settings.Dashboard, settings.Gateway.MaxConnections);
        var clusters = owner.GetRequiredService<IMultiClusterClient>();
        // Got anew for each request: before the first connection there is no client to hold on to.
        builder.Services.AddTransient<IClusterClient>(_ => clusters.GetCluster(settings.Sites.Home));
        builder.Services.AddTransient<IGrainFactory>(_ => clusters.GetCluster(settings.Sites.Home));
        new DashboardServices(builder.Services, builder.Configuration).AddDashboard();

        var app = builder.Build();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        app.UseOperationsKey(files.Key);
        app.MapOrleansDashboard("/");
        return app;
    }

    /// <summary>A client builder that builds no client: the dashboard only asks it where to register its services.</summary>
    private sealed record DashboardServices(IServiceCollection Services, IConfiguration Configuration) : IClientBuilder;
}
