namespace ActiveActive.SiteLink;

/// <summary>Decides whether somebody who dialled this silo is the peer it claims to be. Its certificate has been verified already.</summary>
/// <param name="site">Own site.</param>
/// <param name="serviceId">Own installation.</param>
/// <param name="peers">The sites that may dial.</param>
internal sealed class LinkAdmission(SiteId site, string serviceId, IReadOnlySet<SiteId> peers)
{
    /// <summary>Null when the caller is admitted; otherwise why not, and a sentence for its log and ours.</summary>
    public (SiteLinkRefusal Reason, string Detail)? Refuse(SiteId proven, in Introduction claims)
    {
        if (claims.Protocol != LinkMethods.ProtocolVersion)
            return (SiteLinkRefusal.Protocol, $"protocol version '{claims.Protocol}' is not spoken here, only '{LinkMethods.ProtocolVersion}'");
        if (proven.Value != claims.Site)
            return (SiteLinkRefusal.Site, $"the certificate is for site '{proven}' but site '{claims.Site}' is claimed");
        if (claims.ServiceId != serviceId)
            return (SiteLinkRefusal.ServiceId, $"service id '{claims.ServiceId}' is not '{serviceId}': the silos belong to different installations");
        if (claims.Target != site.Value)
            return (SiteLinkRefusal.WrongTarget, $"site '{claims.Target}' was dialled but this is site '{site}': correct the endpoints of the peer");
        if (!peers.Contains(proven))
            return (SiteLinkRefusal.NotAPeer, $"site '{proven}' is no peer of site '{site}': list it under SiteLink:Peers");
        return null;
    }

    /// <summary>What a caller says about itself.</summary>
    internal readonly record struct Introduction(string? Protocol, string? ServiceId, string? Site, string? Target);
}
