namespace ActiveActive.Gateway.Routing;

/// <summary>The sites of this installation and which of them is the gateway's own. Immutable.</summary>
internal sealed class KnownSites
{
    /// <param name="home">The gateway's own site.</param>
    /// <param name="all">All sites, the own one among them.</param>
    public KnownSites(SiteId home, IEnumerable<SiteId> all)
    {
        Home = home;
        All = [.. all.Distinct().Order()];
    }

    /// <summary>The gateway's own site.</summary>
    public SiteId Home { get; }

    /// <summary>All sites in ordinal order.</summary>
    public IReadOnlyList<SiteId> All { get; }

    /// <summary>Whether the site is one of this installation.</summary>
    public bool Contains(SiteId site) => All.Contains(site);

    /// <summary>The ids, for error messages.</summary>
    public override string ToString() => string.Join(", ", All);
}
