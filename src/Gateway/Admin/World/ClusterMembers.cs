using ActiveActive.Traffic;
using Orleans.Runtime;

namespace ActiveActive.Gateway.Admin.World;

/// <summary>What the clusters say of their silos.</summary>
internal sealed class ClusterMembers(IMultiClusterClient clusters, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>The newest incarnation of each silo in the membership of a site; null when the cluster does not answer in time.</summary>
    public async Task<IReadOnlyList<ClusterMember>?> OfAsync(SiteId site, CancellationToken cancellationToken)
    {
        try
        {
            var management = clusters.GetCluster(site).GetGrain<IManagementGrain>(0);
            var entries = await management.GetDetailedHosts(onlyActive: false, cancellationToken).WaitAsync(Patience, time, cancellationToken);
            return
            [
                .. entries.GroupBy(e => e.SiloName, StringComparer.Ordinal)
                    .Select(g => g.MaxBy(e => e.SiloAddress.Generation)!)
                    .OrderBy(e => e.SiloName, StringComparer.Ordinal)
                    .Select(e => new ClusterMember(e.SiloName, e.SiloAddress.Endpoint.ToString(), e.Status)),
            ];
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A cluster that is away is the very thing an operator looks for here; it must not fail the page.
            return null;
        }
    }
}

/// <summary>One silo as its cluster sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Endpoint">Its address for other silos.</param>
/// <param name="Status">Its status in the membership.</param>
internal sealed record ClusterMember(string Name, string Endpoint, SiloStatus Status);
