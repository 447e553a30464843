namespace ActiveActive.SiteLink;

/// <summary>Something that changed on the site link, for tests and operators' tools. Raised after the change.</summary>
public abstract record SiteLinkEvent
{
    private SiteLinkEvent()
    {
    }

    /// <summary>A connection to a peer is ready for calls.</summary>
    /// <param name="Peer">The other site.</param>
    /// <param name="Endpoint">Where it leads.</param>
    /// <param name="RemoteName">The name of the silo at its end.</param>
    public sealed record Connected(SiteId Peer, Uri Endpoint, string RemoteName) : SiteLinkEvent;

    /// <summary>A connection to a peer is over.</summary>
    /// <param name="Peer">The other site.</param>
    /// <param name="Endpoint">Where it led.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Disconnected(SiteId Peer, Uri Endpoint, string Reason) : SiteLinkEvent;

    /// <summary>An attempt to connect failed.</summary>
    /// <param name="Peer">The other site.</param>
    /// <param name="Endpoint">Where it should have led.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Pause">How long until the next attempt at any endpoint.</param>
    public sealed record ConnectFailed(SiteId Peer, Uri Endpoint, string Reason, TimeSpan Pause) : SiteLinkEvent;

    /// <summary>Somebody who dialled this silo was refused; nothing of what it sent took effect.</summary>
    /// <param name="Remote">Its address.</param>
    /// <param name="Reason">Why: one of <see cref="SiteLinkRefusal"/>.</param>
    /// <param name="Detail">For people.</param>
    public sealed record Refused(string Remote, SiteLinkRefusal Reason, string Detail) : SiteLinkEvent;

    /// <summary>A peer's silo connected to this one and was accepted.</summary>
    /// <param name="Peer">Its site.</param>
    /// <param name="RemoteName">Its name.</param>
    public sealed record Accepted(SiteId Peer, string RemoteName) : SiteLinkEvent;

    /// <summary>A peer's silo that had connected to this one is gone.</summary>
    /// <param name="Peer">Its site.</param>
    /// <param name="RemoteName">Its name.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Released(SiteId Peer, string RemoteName, string Reason) : SiteLinkEvent;

    /// <summary>The certificate files were read (again).</summary>
    /// <param name="Version">1 at start, one more each time.</param>
    /// <param name="NotAfter">End of the own certificate.</param>
    public sealed record CertificatesLoaded(long Version, DateTimeOffset NotAfter) : SiteLinkEvent;

    /// <summary>The certificate files changed but cannot be used; the old ones stay in force.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record CertificatesRejected(string Reason) : SiteLinkEvent;

    /// <summary>A fault is in force.</summary>
    /// <param name="Fault">The fault.</param>
    public sealed record FaultInjected(SiteLinkFault Fault) : SiteLinkEvent;

    /// <summary>A fault is over.</summary>
    /// <param name="Peer">The other site.</param>
    /// <param name="Direction">Which half.</param>
    /// <param name="How"><c>expired</c> or <c>healed</c>.</param>
    public sealed record FaultEnded(SiteId Peer, SiteLinkDirection Direction, string How) : SiteLinkEvent;
}
