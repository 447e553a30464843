using ActiveActive.SiteLink;

namespace ActiveActive.LocalWorld.Launch;

/// <summary>What the processes of one site have to know. The roles of backing services fill it in, the hosts read it.</summary>
internal sealed class SitePlan(string site, string clusterId, string folder)
{
    /// <summary>Id of the site.</summary>
    public string Site { get; } = site;

    /// <summary>Orleans cluster of this run. Rows of silos that died with an earlier run belong to another one.</summary>
    public string ClusterId { get; } = clusterId;

    /// <summary>Folder of the site's data.</summary>
    public string Folder { get; } = folder;

    /// <summary>The store; set by the role that serves it.</summary>
    public string StoreConnectionString { get; set; } = "";

    /// <summary>ADO.NET invariant of the membership database.</summary>
    public string MembershipInvariant { get; set; } = "";

    /// <summary>The membership database.</summary>
    public string MembershipConnectionString { get; set; } = "";

    /// <summary>The user that logs in to a hub.</summary>
    public const string HubUser = "site";

    /// <summary>Address of the site's hub, <c>host:port</c>; set by the role that serves it.</summary>
    public string HubServers { get; set; } = "";

    /// <summary>File with the password of <see cref="HubUser"/>.</summary>
    public string HubKeyFile { get; set; } = "";

    /// <summary>Addresses of the silos' ends of the site link.</summary>
    public List<Uri> LinkUrls { get; } = [];

    /// <summary>PEM files of the site link.</summary>
    public SiteLinkCertificateFiles? Certificates { get; set; }

    /// <summary>The site's Orleans dashboard.</summary>
    public Uri? DashboardUrl { get; set; }

    /// <summary>HTTP contract of the site's gateway.</summary>
    public Uri? GatewayUrl { get; set; }

    /// <summary>Admin listener of the site's gateway.</summary>
    public Uri? AdminUrl { get; set; }
}
