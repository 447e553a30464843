namespace ActiveActive.Traffic;

/// <summary>Configures the multi-cluster client.</summary>
public sealed class MultiClusterClientOptions
{
    private readonly List<ClusterRegistration> _clusters = [];

    /// <summary>The caller's own site. Required, and one of the clusters.</summary>
    public SiteId HomeSite { get; set; }

    /// <summary>The clusters, in the order added.</summary>
    public IReadOnlyList<ClusterRegistration> Clusters => _clusters;

    /// <summary>When sites count as up or down.</summary>
    public SiteHealthOptions Health { get; } = new();

    /// <summary>
    /// How long one attempt of a call may take before its outcome counts as unknown. Default 3 s; 100 ms to 5 min. A method's own
    /// <c>[ResponseTimeout]</c> goes before.
    /// </summary>
    /// <remarks>Shorter recovers reads from a frozen silo sooner; it must exceed what grains honestly take, or slow answers become unknown outcomes. Orleans looks for
    /// overdue answers once a second, so an attempt may take a second more.</remarks>
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a call may take altogether; its last attempt is cut short at this. Default 10 s; at least <see cref="AttemptTimeout"/>, at most 10 min.</summary>
    /// <remarks>Must exceed the time a cluster needs to evict a frozen silo (about 3 s at 1 s × 2) by an attempt, or idempotent calls give up just before
    /// they would succeed.</remarks>
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Most attempts of one call, including those that found no site to send to. Default 10; 1 to 100.</summary>
    /// <remarks>With the waits between them (25 ms, doubling up to 800 ms, after every site was tried) ten attempts at one site take about 3 s: longer than a cluster
    /// needs to move the grains of a killed silo.</remarks>
    public int MaxAttempts { get; set; } = 10;

    /// <summary>Retries of all calls together, as a share of the calls of the last ten seconds. Default 0.2; 0 to 10.</summary>
    public double RetryRatio { get; set; } = 0.2;

    /// <summary>Retries that may be made in ten seconds beyond the share, for times of few calls. Default 500; 0 to 1,000,000.</summary>
    public int RetryReserve { get; set; } = 500;

    /// <summary>Most calls under way to one site, kept to about 3 %; one more goes to the next site, and is shed with <see cref="OverloadedException"/> when there is none. Default 5,000; 1 to 1,000,000.</summary>
    public int MaxInFlightPerSite { get; set; } = 5000;

    /// <summary>What a caller that was shed is told to wait. Default 1 s; 0 to 1 h.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a client asks membership for gateways. Default 2 s; 500 ms to 5 min.</summary>
    /// <remarks>Orleans' own default of a minute keeps calls on a frozen gateway long after its cluster has recovered.</remarks>
    public TimeSpan GatewayRefreshPeriod { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Adds a cluster.</summary>
    /// <param name="site">The site it serves; each once.</param>
    /// <param name="configure">Configures its Orleans client: clustering, cluster and service id.</param>
    public MultiClusterClientOptions AddCluster(SiteId site, Action<IClientBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        _clusters.Add(new ClusterRegistration(site, configure));
        return this;
    }
}
