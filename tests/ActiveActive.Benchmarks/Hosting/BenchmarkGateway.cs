using ActiveActive.Gateway.Hosting;
using ActiveActive.Traffic;

namespace ActiveActive.Benchmarks.Hosting;

/// <summary>The gateway as it ships, in a process of its own; only the clusters are found by port instead of in a membership database.</summary>
internal static class BenchmarkGateway
{
    public static Task<BenchmarkProcess> StartAsync(params (string Site, int GatewayPort)[] clusters) =>
        BenchmarkProcess.StartAsync(["gateway", .. clusters.Select(c => $"--site={c.Site}:{c.GatewayPort}")]);

    /// <summary>The gateway role.</summary>
    public static async Task<int> ServeAsync(string[] sites, CancellationToken cancellationToken)
    {
        var ports = sites.Select(s => s.Split(':')).ToDictionary(s => SiteId.Parse(s[0]), s => int.Parse(s[1], System.Globalization.CultureInfo.InvariantCulture));
        var folder = Directory.CreateTempSubdirectory("gateway-benchmark-").FullName;
        try
        {
            var home = ports.Keys.First();
            await using var gateway = GatewayHost.Build(
                [
                    $"--Gateway:Site={home}", "--Gateway:Name=gateway", $"--Gateway:ServiceId={Connect.ServiceId}", "--Gateway:PublicUrl=http://127.0.0.1:0",
                    "--Gateway:AdminUrl=http://127.0.0.1:0", $"--Gateway:AdminKeyFile={Path.Combine(folder, "admin.key")}", $"--Gateway:DataFolder={folder}",
                    "--Logging:LogLevel:Default=Error",
                    .. ports.Keys.SelectMany(site => new[]
                    {
                        $"--Clusters:{site}:ClusterId={site}", $"--Clusters:{site}:Membership:Invariant=System.Data.SQLite",
                        $"--Clusters:{site}:Membership:ConnectionString=Data Source={Path.Combine(folder, "unused.db")}",
                    }),
                ],
                (site, client) => client.UseLocalhostClustering(ports[site], serviceId: Connect.ServiceId, clusterId: site.Value));
            await gateway.StartAsync(cancellationToken);
            var client = gateway.Public.Services.GetRequiredService<IMultiClusterClient>();
            foreach (var site in ports.Keys) await client.WaitForSiteAsync(site, TimeSpan.FromSeconds(30), cancellationToken);
            await BenchmarkProcess.ServeAsync(gateway.Public.Urls.Single(), cancellationToken);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
