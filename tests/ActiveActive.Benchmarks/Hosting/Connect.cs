using ActiveActive.Traffic;

namespace ActiveActive.Benchmarks.Hosting;

/// <summary>Clients of the benchmark's clusters.</summary>
internal static class Connect
{
    public const string ServiceId = "benchmark";

    /// <summary>A plain Orleans client.</summary>
    public static async Task<IHost> DirectAsync(int gatewayPort, string clusterId)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.UseOrleansClient(client => client.UseLocalhostClustering(gatewayPort, serviceId: ServiceId, clusterId: clusterId));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    /// <summary>A routed client at home in the first of the clusters, which are all up.</summary>
    public static async Task<IHost> RoutedAsync(params (string Site, int GatewayPort)[] clusters)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddMultiClusterClient(options =>
        {
            options.HomeSite = SiteId.Parse(clusters[0].Site);
            foreach (var (site, port) in clusters)
                options.AddCluster(SiteId.Parse(site), client => client.UseLocalhostClustering(port, serviceId: ServiceId, clusterId: site));
        });
        var host = builder.Build();
        await host.StartAsync();
        var routed = host.Services.GetRequiredService<IMultiClusterClient>();
        foreach (var (site, _) in clusters) await routed.WaitForSiteAsync(SiteId.Parse(site), TimeSpan.FromSeconds(30));
        return host;
    }
}
