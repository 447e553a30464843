using System.ComponentModel;

namespace ActiveActive.Silo;

/// <summary>Section <c>Silo</c>: who this silo is and where it listens.</summary>
public sealed class SiloOptions
{
    /// <summary>Id of the site. Required.</summary>
    [Description("id of the site, e.g. a")]
    public string Site { get; set; } = "";

    /// <summary>Name of the silo, unique in the installation. Required; at most 150 characters, the width of its column.</summary>
    [Description("name of this silo, unique in the installation, e.g. a-1")]
    public string Name { get; set; } = "";

    /// <summary>Constant for the life of the data: part of every store key.</summary>
    [Description("constant for the life of the data: part of every store key; the same in both sites")]
    public string ServiceId { get; set; } = "shop";

    /// <summary>Orleans cluster of this site. Required.</summary>
    [Description("Orleans cluster of this site")]
    public string ClusterId { get; set; } = "";

    /// <summary>IP address the silo listens on and advertises.</summary>
    [Description("IP address the silo listens on and advertises")]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Port for the other silos. Required.</summary>
    [Description("Orleans port for the other silos")]
    public int? SiloPort { get; set; }

    /// <summary>Port for Orleans clients. Required.</summary>
    [Description("Orleans port for clients")]
    public int? GatewayPort { get; set; }

    /// <summary>Where health, metrics, dashboard and faults are served.</summary>
    [Description("listener of /healthz, /readyz, /metrics, /dashboard/, /faults/*")]
    public string OperationsUrl { get; set; } = "http://127.0.0.1:8081";

    /// <summary>File with the key of dashboard and faults; made when it does not exist. Empty: both answer 401.</summary>
    [Description("file with the key that the dashboard and the fault endpoints ask for; made, readable by its owner only, when it does not exist")]
    public string OperationsKeyFile { get; set; } = "";

    /// <summary>
    /// How long a call to a grain may take before its caller gives up: 500 ms to 5 min. Longer than detection and repair of a lost silo, or a call
    /// that could have been repaired fails; short enough that a stuck store shows.
    /// </summary>
    [Description("how long a grain call may take before its caller gives up")]
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a graceful shutdown may take before the process ends anyway: 1 s to 5 min.</summary>
    [Description("how long a graceful shutdown may take")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
