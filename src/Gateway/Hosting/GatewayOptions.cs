using System.ComponentModel;

namespace ActiveActive.Gateway.Hosting;

/// <summary>Section <c>Gateway</c>: who this gateway is, where it listens and how much it takes at once.</summary>
public sealed class GatewayOptions
{
    /// <summary>Id of the own site. Required.</summary>
    [Description("id of the own site, e.g. a")]
    public string Site { get; set; } = "";

    /// <summary>Name of the gateway, unique in the installation. Required.</summary>
    [Description("name of this gateway, unique in the installation, e.g. gateway-a")]
    public string Name { get; set; } = "";

    /// <summary>Constant for the life of the data; the same as in the silos.</summary>
    [Description("constant for the life of the data; the same as in the silos")]
    public string ServiceId { get; set; } = "shop";

    /// <summary>Listener of the HTTP contract.</summary>
    [Description("listener of the HTTP contract")]
    public string PublicUrl { get; set; } = "http://127.0.0.1:8080";

    /// <summary>Listener of the admin endpoints and the console.</summary>
    [Description("listener of the admin endpoints and the console; keep it on loopback or a private network")]
    public string AdminUrl { get; set; } = "http://127.0.0.1:8090";

    /// <summary>Listener of the dashboard of this site's cluster; empty switches it off.</summary>
    [Description("listener of this site's Orleans dashboard; empty switches it off")]
    public string DashboardUrl { get; set; } = "";

    /// <summary>File with the admin key; made when it does not exist. Required: the admin listener never works without a key.</summary>
    [Description("file with the admin key; made, readable by its owner only, when it does not exist")]
    public string AdminKeyFile { get; set; } = "";

    /// <summary>Folder for the traffic policy and the audit log. Required.</summary>
    [Description("folder for the traffic policy and the audit log")]
    public string DataFolder { get; set; } = "";

    /// <summary>Admin listeners of the other gateways by any name: traffic policy is exchanged with them, under the same key.</summary>
    [Description("admin listeners of the other gateways, one key each, e.g. Gateway:Peers:gateway-b=http://10.0.0.2:8090")]
    public Dictionary<string, string> Peers { get; set; } = [];

    /// <summary>Requests in work at once; 1 to 100,000. Higher serves bursts, and lets a slow site hold more memory.</summary>
    [Description("requests in work at once; more wait")]
    public int MaxConcurrentRequests { get; set; } = 1024;

    /// <summary>Requests waiting beyond those in work; 0 to 100,000. A request beyond them is answered 429.</summary>
    [Description("requests waiting beyond those in work; a request beyond them is answered 429")]
    public int MaxQueuedRequests { get; set; } = 1024;

    /// <summary>Open connections of each listener; 1 to 100,000.</summary>
    [Description("open connections of each listener")]
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>How long one attempt of a grain call may take before its outcome counts as unknown; 100 ms to 5 min. A read, and a call that may be
    /// repeated, is then tried again.</summary>
    [Description("how long one attempt of a grain call may take before its outcome counts as unknown")]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a grain call may go on with all its attempts; from <see cref="AttemptTimeout"/> to 5 min. Longer than detection and repair of a
    /// lost silo, or calls that could have been repaired fail.</summary>
    [Description("how long a grain call may go on with all its attempts")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a graceful shutdown waits for requests in work; 1 s to 5 min.</summary>
    [Description("how long a graceful shutdown waits for requests in work")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
