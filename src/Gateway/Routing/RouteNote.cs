namespace ActiveActive.Gateway.Routing;

/// <summary>Which site executed a request and why, as its response will say.</summary>
internal sealed class RouteNote(SiteId home)
{
    /// <summary>Reason given when no cluster was asked: the gateway answered by itself.</summary>
    public const string ByGateway = "gateway";

    /// <summary>The site whose cluster executed the call; the gateway's own while none has.</summary>
    public SiteId Site { get; private set; } = home;

    /// <summary>Why that site.</summary>
    public string Reason { get; private set; } = ByGateway;

    /// <summary>Notes which site was asked.</summary>
    public void Executed(SiteId site, string reason) => (Site, Reason) = (site, reason);
}
