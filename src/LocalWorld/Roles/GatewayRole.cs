using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Processes;

namespace ActiveActive.LocalWorld.Roles;

/// <summary>A gateway per site; each knows both clusters.</summary>
internal sealed class GatewayRole(HttpClient http) : IWorldRole
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<ProcessSpec>> PlanAsync(WorldPlan plan, CancellationToken cancellationToken)
    {
        var program = HostProgramFile.Find("Gateway", plan.Options.GatewayProgram, "--gateway-program");
        foreach (var site in plan.Sites)
        {
            site.GatewayUrl = plan.TakeUrl();
            site.AdminUrl = plan.TakeUrl();
            site.DashboardUrl = plan.TakeUrl();
        }

        return Task.FromResult<IReadOnlyList<ProcessSpec>>([.. plan.Sites.Select(site => Plan(plan, site, program))]);
    }

    private ProcessSpec Plan(WorldPlan plan, SitePlan site, string program)
    {
        var name = $"gateway-{site.Site}";
        var settings = new Dictionary<string, string>
        {
            ["Gateway__Site"] = site.Site,
            ["Gateway__Name"] = name,
            ["Gateway__ServiceId"] = WorldPlan.ServiceId,
            ["Gateway__PublicUrl"] = site.GatewayUrl!.Origin(),
            ["Gateway__AdminUrl"] = site.AdminUrl!.Origin(),
            ["Gateway__DashboardUrl"] = site.DashboardUrl!.Origin(),
            ["Gateway__AdminKeyFile"] = plan.Folder.KeyFile,
            ["Gateway__DataFolder"] = Directory.CreateDirectory(Path.Combine(site.Folder, "gateway")).FullName,
            ["World__File"] = plan.Folder.WorldFile,
            ["World__ControlUrl"] = plan.ControlUrl.Origin(),
            ["World__ControlKeyFile"] = plan.Folder.KeyFile,
            ["Testing__Enabled"] = "true",
        };
        foreach (var cluster in plan.Sites)
        {
            settings[$"Clusters__{cluster.Site}__ClusterId"] = cluster.ClusterId;
            settings[$"Clusters__{cluster.Site}__Membership__Invariant"] = cluster.MembershipInvariant;
            settings[$"Clusters__{cluster.Site}__Membership__ConnectionString"] = cluster.MembershipConnectionString;
        }

        foreach (var peer in plan.Sites.Where(s => s != site))
            settings[$"Gateway__Peers__gateway-{peer.Site}"] = peer.AdminUrl!.Origin();

        return new ProcessSpec
        {
            Name = name,
            Site = site.Site,
            Kind = "gateway",
            Role = ProcessRole.Gateway,
            FileName = DotnetHost.Path,
            Arguments = [program],
            Environment = settings,
            Endpoint = site.GatewayUrl!.Origin(),
            OperationsUrl = site.AdminUrl!.Origin(),
            Probe = new HttpProbe(http, site.GatewayUrl!),
        };
    }
}
