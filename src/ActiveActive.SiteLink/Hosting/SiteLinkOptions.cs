namespace ActiveActive.SiteLink;

/// <summary>Options of the site link: section <c>SiteLink</c>, completed by the host with its identity.</summary>
/// <remarks>Validated together at start-up; a broken rule names key, value and remedy.</remarks>
public sealed class SiteLinkOptions
{
    /// <summary>Own site. Set by the host; the certificate must name the same.</summary>
    public string Site { get; set; } = "";

    /// <summary>Own name, unique in the installation, e.g. <c>a-1</c>. Set by the host. Spreads silos over a peer's endpoints.</summary>
    public string Name { get; set; } = "";

    /// <summary>The installation. Set by the host. A peer of another service id is refused, even with a good certificate.</summary>
    public string ServiceId { get; set; } = "";

    /// <summary><c>https://host:port</c> to listen on; host is an IP address, <c>localhost</c> or <c>*</c>. Empty (default) switches the link off.</summary>
    public string ListenUrl { get; set; } = "";

    /// <summary>PEM file of the own certificate, followed by intermediates if there are any.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>PEM file of the own private key, without a password.</summary>
    public string PrivateKeyFile { get; set; } = "";

    /// <summary>PEM file of the authority, or authorities, that peers' certificates must lead to. Nothing else is trusted.</summary>
    public string AuthorityFile { get; set; } = "";

    /// <summary>Per other site its endpoints, <c>https://host:port</c>: the silos of that site, or a load balancer in front of them.</summary>
    public IDictionary<string, IList<string>> Peers { get; } = new Dictionary<string, IList<string>>(StringComparer.Ordinal);

    /// <summary>Whether <see cref="ISiteLinkFaults"/> may be used. Default false. Set by the host from <c>Faults:Enabled</c>.</summary>
    public bool FaultsEnabled { get; set; }

    /// <summary>Largest payload in bytes: 1 KiB to 16 MiB, default 1 MiB. The smaller of both ends counts.</summary>
    public int MaxPayloadBytes { get; set; } = 1 << 20;

    /// <summary>
    /// How many bytes of queued requests one message carries at most: 4 KiB to 4 MiB, default 128 KiB. Larger saves processor time under load, smaller
    /// keeps a short request from waiting behind many.
    /// </summary>
    public int MaxBatchBytes { get; set; } = 128 << 10;

    /// <summary>Most calls to one peer waiting for their answer: 1 to 65,535, default 4,096. One more fails at once.</summary>
    public int MaxCallsInFlight { get; set; } = 4096;

    /// <summary>Most bytes of requests to one peer not yet written: at least <see cref="MaxPayloadBytes"/>, default 16 MiB. One more call fails at once.</summary>
    public long MaxQueuedBytes { get; set; } = 16 << 20;

    /// <summary>Most calls of one connection that this silo handles at a time: 1 to 65,535, default 4,096. More are refused as overload.</summary>
    public int MaxCallsHandled { get; set; } = 4096;

    /// <summary>Most streams to one peer, and most that one connection may open here: 1 to 1,000, default 64.</summary>
    public int MaxStreams { get; set; } = 64;

    /// <summary>How many bytes a stream's writer may run ahead: at least <see cref="MaxPayloadBytes"/>, default 2 MiB.</summary>
    public int StreamQueueBytes { get; set; } = 2 << 20;

    /// <summary>How long one attempt to connect may take, certificates included: 100 ms to 60 s, default 3 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Time between pings, which also measure the round trip: 100 ms to 60 s, default 1 s.</summary>
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A connection that answered no ping for this long is lost: longer than <see cref="KeepAliveInterval"/>, at most 5 min, default 3 s. Shorter finds
    /// a silent peer sooner, and gives up a slow one too early.
    /// </summary>
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Pause after every endpoint of a peer has failed, at first; doubles up to <see cref="ReconnectMaxDelay"/>. 10 ms to 60 s, default 100 ms.</summary>
    public TimeSpan ReconnectMinDelay { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest such pause: at least <see cref="ReconnectMinDelay"/>, at most 5 min, default 2 s.</summary>
    public TimeSpan ReconnectMaxDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a replaced connection may finish its calls before it is closed: 0 to 5 min, default 10 s.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
