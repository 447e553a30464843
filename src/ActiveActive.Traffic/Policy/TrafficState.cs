using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActiveActive.Traffic;

/// <summary>Holds policy and health, and makes a new snapshot of them whenever either changes.</summary>
internal sealed partial class TrafficState : ITrafficControl
{
    private readonly Lock _gate = new();
    private readonly ILogger<TrafficState> _logger;
    private readonly ImmutableArray<SiteId> _sites;
    private readonly SiteHealthMachine[] _machines;
    private readonly int _home;
    private volatile TrafficSnapshot _snapshot;

    public TrafficState(IOptions<MultiClusterClientOptions> options, ILogger<TrafficState> logger)
    {
        _logger = logger;
        _sites = [.. options.Value.Clusters.Select(c => c.Site).Order()];
        _home = _sites.IndexOf(options.Value.HomeSite);
        _machines = [.. _sites.Select(_ => new SiteHealthMachine(options.Value.Health))];
        _snapshot = Make(0, TrafficPolicy.Initial);
    }

    public event Action<TrafficSnapshot>? Changed;

    public TrafficSnapshot Snapshot => _snapshot;

    public TrafficPolicy Policy => _snapshot.Policy;

    public bool TryApply(TrafficPolicy newer)
    {
        ArgumentNullException.ThrowIfNull(newer);
        Check(newer);
        lock (_gate)
        {
            if (newer.Version.CompareTo(_snapshot.Policy.Version) <= 0) return false;
            Swap(newer);
            return true;
        }
    }

    public TrafficPolicy Change(string origin, Func<TrafficPolicy, TrafficPolicy> change)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(origin);
        ArgumentNullException.ThrowIfNull(change);
        lock (_gate)
        {
            var wanted = change(_snapshot.Policy);
            if (wanted == _snapshot.Policy) return wanted;
            wanted = wanted with { Version = _snapshot.Policy.Version.Next(origin) };
            Check(wanted);
            Swap(wanted);
            return wanted;
        }
    }

    /// <summary>A call was answered. The way of every good call: nothing is locked unless there is something to forget.</summary>
    public void CallAnswered(int site)
    {
        if (_machines[site].HasFailures) Observe(site, static machine => machine.CallAnswered());
    }

    /// <summary>Feeds an observation into a site's health.</summary>
    /// <param name="site">Index of the site.</param>
    /// <param name="observe">Tells the machine and returns whether its verdict changed.</param>
    public void Observe(int site, Func<SiteHealthMachine, bool> observe)
    {
        lock (_gate)
        {
            var before = _machines[site].Health;
            if (!observe(_machines[site])) return;
            LogHealth(_logger, _machines[site].Health == SiteHealth.Down ? LogLevel.Warning : LogLevel.Information, _sites[site], _machines[site].Health, before);
            Swap(_snapshot.Policy);
        }
    }

    private void Check(TrafficPolicy policy)
    {
        if (policy.Problem(_sites) is { } problem) throw new InvalidRequestException("policy", problem);
    }

    /// <summary>Handlers run under the lock, so that they see the snapshots in order.</summary>
    private void Swap(TrafficPolicy policy)
    {
        if (policy.Version != _snapshot.Policy.Version)
            LogPolicy(_logger, policy.Version.Counter, policy.Version.Origin, string.Join(",", policy.Drained), string.Join(",", policy.Weights.Select(w => $"{w.Key}={w.Value}")));
        _snapshot = Make(_snapshot.Number + 1, policy);
        Changed?.Invoke(_snapshot);
    }

    private TrafficSnapshot Make(long number, TrafficPolicy policy)
    {
        Span<SiteHealth> health = stackalloc SiteHealth[_machines.Length];
        for (var i = 0; i < health.Length; i++) health[i] = _machines[i].Health;
        return new TrafficSnapshot(number, policy, _sites, _home, health);
    }

    [LoggerMessage(EventId = 1, Message = "site {Site} is {After}, was {Before}")]
    private static partial void LogHealth(ILogger logger, LogLevel level, SiteId site, SiteHealth after, SiteHealth before);

    [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "traffic policy {Counter} of {Origin}: drained [{Drained}], weights [{Weights}]")]
    private static partial void LogPolicy(ILogger logger, long counter, string origin, string drained, string weights);
}
