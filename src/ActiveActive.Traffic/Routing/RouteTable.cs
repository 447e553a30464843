using Orleans.Runtime;

namespace ActiveActive.Traffic;

/// <summary>
/// The routing decisions of one snapshot, worked out when the snapshot is made: for every site a call could be meant for, the sites to try in order.
/// Looking one up allocates nothing and takes no lock. Immutable.
/// </summary>
/// <remarks>Order: pinned; preferred; by weight, or home where no weights are set. A site that is drained or down gives way to the others, the
/// healthy first and then the heavier. When none is left the intended site is tried all the same (panic): probes may be wrong, and a call
/// that fails costs no more than one refused.</remarks>
internal sealed class RouteTable
{
    private const int ShareSlots = 1000;

    private readonly RouteCandidate[][] _byPreferred;
    private readonly RouteCandidate[][] _byPinned;
    private readonly RouteCandidate[][] _byIntended;
    private readonly int[]? _slots;
    private readonly int _home;

    public RouteTable(IReadOnlyList<SiteTraffic> sites, int home)
    {
        _home = home;
        _byPreferred = [.. sites.Select((_, i) => Order(sites, i, RouteReason.Preferred))];
        _byPinned = [.. sites.Select((_, i) => new[] { new RouteCandidate(i, RouteReason.Pinned) })];
        _slots = Slots(sites);
        _byIntended = [.. sites.Select((_, i) => Order(sites, i, _slots is not null ? RouteReason.Policy : i == home ? RouteReason.Home : RouteReason.Failover))];
    }

    /// <summary>The sites to try, in order; at least one. Not to be changed.</summary>
    /// <param name="pin">Index of the pinned site, or -1.</param>
    /// <param name="preferred">Index of the preferred site, or -1.</param>
    /// <param name="grain">Whom the call is for: with weights, one grain keeps going to one site while the weights stay.</param>
    public RouteCandidate[] Candidates(int pin, int preferred, GrainId grain)
    {
        if (pin >= 0) return _byPinned[pin];
        if (preferred >= 0) return _byPreferred[preferred];
        return _slots is null ? _byIntended[_home] : Share(grain.GetUniformHashCode());
    }

    /// <summary>The sites to try for a hash of the space that the weights share out; the home site where no weights are set.</summary>
    public RouteCandidate[] Share(uint hash) => _byIntended[_slots is null ? _home : _slots[hash % ShareSlots]];

    private static RouteCandidate[] Order(IReadOnlyList<SiteTraffic> sites, int intended, RouteReason reason)
    {
        var usable = Enumerable.Range(0, sites.Count).Where(i => !sites[i].Drained && sites[i].Health != SiteHealth.Down).ToArray();
        if (usable.Length == 0)
        {
            // Panic. A drained site that works is better than none.
            usable = [.. Enumerable.Range(0, sites.Count).OrderBy(i => sites[i].Health == SiteHealth.Down).ThenBy(i => i != intended).ThenBy(i => i)];
            return [.. usable.Select(i => new RouteCandidate(i, i == intended ? reason : RouteReason.Failover))];
        }

        var gaveWay = sites[intended].Drained ? RouteReason.Drain : RouteReason.Failover;
        var order = usable.OrderBy(i => i != intended).ThenBy(i => sites[i].Health).ThenByDescending(i => sites[i].Weight).ThenBy(i => i);
        return [.. order.Select(i => new RouteCandidate(i, i == intended ? reason : gaveWay))];
    }

    /// <summary>Which site each slot of the hash space is meant for; null when no weights are set.</summary>
    private static int[]? Slots(IReadOnlyList<SiteTraffic> sites)
    {
        if (sites.All(s => s.Weight is null)) return null;
        var total = sites.Sum(s => (long)(s.Weight ?? 0));
        if (total == 0) return null;
        var slots = new int[ShareSlots];
        var site = 0;
        long upTo = sites[0].Weight ?? 0;
        for (var slot = 0; slot < ShareSlots; slot++)
        {
            while ((slot + 1) * total > upTo * ShareSlots && site < sites.Count - 1) upTo += sites[++site].Weight ?? 0;
            slots[slot] = site;
        }

        return slots;
    }
}
