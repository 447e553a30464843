using System.Collections.Immutable;

namespace ActiveActive.Traffic;

/// <summary>The picture of policy and health by which a call is routed, whole (T1). Immutable; swapped behind one reference.</summary>
public sealed class TrafficSnapshot
{
    internal TrafficSnapshot(long number, TrafficPolicy policy, ImmutableArray<SiteId> sites, int home, ReadOnlySpan<SiteHealth> health)
    {
        Number = number;
        Policy = policy;
        var list = ImmutableArray.CreateBuilder<SiteTraffic>(sites.Length);
        for (var i = 0; i < sites.Length; i++)
        {
            int? weight = policy.Weights.IsEmpty ? null : policy.Weights.GetValueOrDefault(sites[i]);
            list.Add(new SiteTraffic(sites[i], health[i], policy.Drained.Contains(sites[i]), weight));
        }

        Sites = list.MoveToImmutable();
        Table = new RouteTable(Sites, home);
    }

    /// <summary>Grows by one with every snapshot of this process.</summary>
    public long Number { get; }

    /// <summary>The policy in force.</summary>
    public TrafficPolicy Policy { get; }

    /// <summary>All sites, in ordinal order.</summary>
    public ImmutableArray<SiteTraffic> Sites { get; }

    internal RouteTable Table { get; }

    /// <summary>Position of a site, or -1.</summary>
    internal int IndexOf(SiteId site)
    {
        if (site.IsNone) return -1;
        for (var i = 0; i < Sites.Length; i++)
            if (Sites[i].Site == site) return i;
        return -1;
    }
}
