using ActiveActive.Gateway.Hosting;
using ActiveActive.Traffic;

namespace ActiveActive.Gateway.Clusters;

/// <summary>Connects to the clusters of all sites.</summary>
internal static class ClusterHosting
{
    public static void AddClusters(this IServiceCollection services, GatewaySettings settings, Action<SiteId, IClientBuilder>? connect) =>
        services.AddMultiClusterClient(options =>
        {
            options.HomeSite = settings.Sites.Home;
            options.AttemptTimeout = settings.Gateway.AttemptTimeout;
            options.CallTimeout = settings.Gateway.CallTimeout;
            foreach (var (site, cluster) in settings.Clusters)
                options.AddCluster(site, client => Configure(client, site, cluster, settings, connect));
        });

    private static void Configure(
        IClientBuilder client, SiteId site, ClusterSettings cluster, GatewaySettings settings, Action<SiteId, IClientBuilder>? connect)
    {
        client.Configure<Orleans.Configuration.ClusterOptions>(o => (o.ServiceId, o.ClusterId) = (settings.Gateway.ServiceId, cluster.ClusterId));
        if (connect is not null)
            connect(site, client);
        else
            client.UseAdoNetClustering(o => (o.Invariant, o.ConnectionString) = (cluster.Membership.Invariant, cluster.Membership.ConnectionString));
    }
}
