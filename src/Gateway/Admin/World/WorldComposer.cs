using ActiveActive.Gateway.Admin.Traffic;
using ActiveActive.World;
using Orleans.Runtime;

namespace ActiveActive.Gateway.Admin.World;

/// <summary>
/// Makes one world of three sources: the configuration (which sites there are), the clusters (which silos are members) and, where there is one,
/// the supervisor of the processes (pids, stores, what it halted on command). Pure.
/// </summary>
/// <remarks>The supervisor knows best what it did to a process; the cluster knows best whether a process that runs takes part.</remarks>
internal static class WorldComposer
{
    /// <summary>The world.</summary>
    /// <param name="configured">The document of the configuration alone: sites, this gateway, the others.</param>
    /// <param name="supervised">The supervisor's document; null when there is none.</param>
    /// <param name="members">By site: the silos its cluster lists; null when the cluster did not answer.</param>
    /// <param name="health">By site: what this gateway's probes say.</param>
    public static WorldDocument Compose(
        WorldDocument configured, WorldDocument? supervised, IReadOnlyDictionary<string, IReadOnlyList<ClusterMember>?> members,
        IReadOnlyDictionary<string, string> health)
    {
        var silos = Silos(supervised?.Silos ?? [], members);
        var sites = configured.Sites.Select(site => Site(site, supervised?.Sites.FirstOrDefault(s => s.Site == site.Site), silos, health.GetValueOrDefault(site.Site))).ToArray();
        return (supervised ?? configured) with
        {
            At = configured.At,
            Ready = supervised?.Ready ?? sites.All(s => s.Status is WorldStatus.Up or WorldStatus.Degraded),
            Sites = sites,
            Silos = silos,
            Gateways = Merge(supervised?.Gateways ?? [], configured.Gateways),
        };
    }

    private static WorldProcess[] Silos(
        IReadOnlyList<WorldProcess> supervised, IReadOnlyDictionary<string, IReadOnlyList<ClusterMember>?> members)
    {
        var byName = new Dictionary<string, WorldProcess>(StringComparer.Ordinal);
        foreach (var process in supervised) byName[process.Name] = process;
        foreach (var (site, listed) in members)
        {
            // A silo that runs and whose cluster says nothing is only known to run.
            foreach (var member in listed ?? [])
            {
                var status = Text(member.Status);
                byName[member.Name] = byName.TryGetValue(member.Name, out var known)
                    ? known with { Status = known.Status is WorldStatus.Up or WorldStatus.Unknown ? Joined(known.Status, status) : known.Status }
                    : new WorldProcess { Site = site, Name = member.Name, Kind = "silo", Endpoint = member.Endpoint, Status = status };
            }
        }

        return [.. byName.Values.OrderBy(s => s.Site, StringComparer.Ordinal).ThenBy(s => s.Name, StringComparer.Ordinal)];
    }

    /// <summary>A process that runs while its cluster lists a dead incarnation of it is a new one that has not joined yet.</summary>
    private static string Joined(string supervised, string member) =>
        supervised == WorldStatus.Up && member == WorldStatus.Down ? WorldStatus.Starting : member;

    private static WorldSite Site(WorldSite configured, WorldSite? supervised, IReadOnlyList<WorldProcess> silos, string? health)
    {
        var own = silos.Where(s => s.Site == configured.Site).ToArray();
        var up = own.Count(s => s.Status == WorldStatus.Up);
        var status = (health, up) switch
        {
            ("down", 0) => WorldStatus.Down,
            ("down", _) => WorldStatus.Degraded,
            ("up", _) => own.Length == 0 || up == own.Length ? WorldStatus.Up : WorldStatus.Degraded,
            _ => supervised?.Status ?? WorldStatus.Unknown,
        };
        // A supervisor that halted the site or some of it knows before any probe does.
        if (supervised?.Status is { } said && said != WorldStatus.Up && said != WorldStatus.Unknown && status == WorldStatus.Up) status = said;
        return configured with { Status = status, Dashboard = supervised?.Dashboard ?? configured.Dashboard };
    }

    private static WorldProcess[] Merge(IReadOnlyList<WorldProcess> supervised, IReadOnlyList<WorldProcess> configured)
    {
        var known = supervised.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        return [.. supervised, .. configured.Where(p => !known.Contains(p.Name))];
    }

    private static string Text(SiloStatus status) => status switch
    {
        SiloStatus.Active => WorldStatus.Up,
        SiloStatus.Created or SiloStatus.Joining => WorldStatus.Starting,
        SiloStatus.ShuttingDown or SiloStatus.Stopping or SiloStatus.Dead => WorldStatus.Down,
        _ => WorldStatus.Unknown,
    };

    /// <summary>The document of the configuration and of what the gateways say of themselves.</summary>
    public static WorldDocument Configured(
        string serviceId, IEnumerable<(string Site, string ClusterId)> clusters, GatewayReport own, IReadOnlyList<PeerReport> peers, DateTimeOffset at)
    {
        var reports = peers.Where(p => p.Report is not null).Select(p => p.Report!).Prepend(own).ToArray();
        return new WorldDocument
        {
            ServiceId = serviceId,
            At = at,
            Sites =
            [
                .. clusters.OrderBy(c => c.Site, StringComparer.Ordinal).Select(c => new WorldSite
                {
                    Site = c.Site,
                    ClusterId = c.ClusterId,
                    Dashboard = reports.FirstOrDefault(r => r.Site == c.Site && r.Dashboard is not null)?.Dashboard,
                }),
            ],
            Gateways =
            [
                Gateway(own, WorldStatus.Up),
                .. peers.Select(p => p.Report is { } report
                    ? Gateway(report, p.Reachable ? WorldStatus.Up : WorldStatus.Down)
                    : new WorldProcess { Name = p.Peer, Kind = "gateway", OperationsUrl = p.Url, Status = WorldStatus.Unknown }),
            ],
        };
    }

    private static WorldProcess Gateway(GatewayReport report, string status) => new()
    {
        Site = report.Site,
        Name = report.Name,
        Kind = "gateway",
        Endpoint = report.PublicUrl,
        OperationsUrl = report.AdminUrl,
        Status = status,
    };
}
