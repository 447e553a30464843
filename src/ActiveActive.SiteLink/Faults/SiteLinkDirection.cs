namespace ActiveActive.SiteLink;

/// <summary>Which half of the traffic with a peer, as this silo sees it.</summary>
public enum SiteLinkDirection
{
    /// <summary>What this silo sends: its requests and its answers.</summary>
    Outgoing = 0,

    /// <summary>What this silo receives.</summary>
    Incoming = 1,
}
