namespace ActiveActive.SiteLink;

/// <summary>This silo's end of the site link: one authenticated channel to each other site. A singleton; safe for concurrent use.</summary>
public interface ISiteLink
{
    /// <summary>Own site.</summary>
    SiteId Site { get; }

    /// <summary>False when the link is switched off (no <c>SiteLink:ListenUrl</c>): there are no peers then and nothing listens.</summary>
    bool IsEnabled { get; }

    /// <summary>The other sites, in ordinal order.</summary>
    IReadOnlyList<ISiteLinkPeer> Peers { get; }

    /// <summary>The channel to one site.</summary>
    /// <exception cref="SiteLinkException">No peer is configured for that site (<see cref="SiteLinkError.UnknownPeer"/>).</exception>
    ISiteLinkPeer GetPeer(SiteId site);
}
