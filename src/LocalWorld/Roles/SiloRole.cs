using System.Globalization;
using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Processes;

namespace ActiveActive.LocalWorld.Roles;

/// <summary>The silos of both sites.</summary>
internal sealed class SiloRole(HttpClient http) : IWorldRole
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<ProcessSpec>> PlanAsync(WorldPlan plan, CancellationToken cancellationToken)
    {
        var program = HostProgramFile.Find("Silo", plan.Options.SiloProgram, "--silo-program");
        foreach (var site in plan.Sites)
            for (var i = 0; i < plan.Options.Silos; i++) site.LinkUrls.Add(plan.TakeUrl("https"));

        var specs = plan.Sites.SelectMany(site => Enumerable.Range(1, plan.Options.Silos).Select(n => Plan(plan, site, n, program)));
        return Task.FromResult<IReadOnlyList<ProcessSpec>>([.. specs]);
    }

    private ProcessSpec Plan(WorldPlan plan, SitePlan site, int number, string program)
    {
        var name = $"{site.Site}-{number}";
        var siloPort = plan.Ports.Take();
        var operations = plan.TakeUrl();
        var settings = new Dictionary<string, string>
        {
            ["Silo__Site"] = site.Site,
            ["Silo__Name"] = name,
            ["Silo__ServiceId"] = WorldPlan.ServiceId,
            ["Silo__ClusterId"] = site.ClusterId,
            ["Silo__Address"] = "127.0.0.1",
            ["Silo__SiloPort"] = siloPort.ToString(CultureInfo.InvariantCulture),
            ["Silo__GatewayPort"] = plan.Ports.Take().ToString(CultureInfo.InvariantCulture),
            ["Silo__OperationsUrl"] = operations.Origin(),
            ["Silo__OperationsKeyFile"] = plan.Folder.KeyFile,
            ["Membership__Invariant"] = site.MembershipInvariant,
            ["Membership__ConnectionString"] = site.MembershipConnectionString,
            ["Store__ConnectionString"] = site.StoreConnectionString,
            ["SiteLink__ListenUrl"] = site.LinkUrls[number - 1].Origin(),
            ["SiteLink__CertificateFile"] = site.Certificates!.CertificateFile,
            ["SiteLink__PrivateKeyFile"] = site.Certificates.PrivateKeyFile,
            ["SiteLink__AuthorityFile"] = site.Certificates.AuthorityFile,
            ["Faults__Enabled"] = "true",
        };
        foreach (var peer in plan.Sites.Where(s => s != site))
            foreach (var (index, url) in peer.LinkUrls.Index())
                settings[$"SiteLink__Peers__{peer.Site}__{index}"] = url.Origin();

        return new ProcessSpec
        {
            Name = name,
            Site = site.Site,
            Kind = "silo",
            Role = ProcessRole.Silo,
            FileName = DotnetHost.Path,
            Arguments = [program],
            Environment = settings,
            Endpoint = $"127.0.0.1:{siloPort}",
            OperationsUrl = operations.Origin(),
            Probe = new HttpProbe(http, operations),
        };
    }
}
