using System.Diagnostics.Metrics;

namespace ActiveActive.Traffic;

/// <summary>Counts what was routed where, and why.</summary>
internal sealed class TrafficMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "ActiveActive.Traffic";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _calls;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _refused;
    private readonly KeyValuePair<string, object?>[] _reasons = [.. Enum.GetValues<RouteReason>().Select(r => KeyValuePair.Create<string, object?>("activeactive.reason", r.Text()))];

    private readonly KeyValuePair<string, object?>[] _givenUp = [.. Enum.GetValues<GivenUp>().Select(g => KeyValuePair.Create<string, object?>("activeactive.reason", Word(g)))];

    public TrafficMetrics()
    {
        _calls = _meter.CreateCounter<long>("activeactive.traffic.calls", "{call}", "Calls answered, by site and reason.");
        _retries = _meter.CreateCounter<long>("activeactive.traffic.retries", "{attempt}", "Attempts after the first, by the site that failed before.");
        _failures = _meter.CreateCounter<long>("activeactive.traffic.failures", "{call}", "Calls given up, by the site tried last, reason and outcome.");
        _refused = _meter.CreateCounter<long>("activeactive.traffic.refusals", "{attempt}", "Attempts not made because too many calls were under way to the site.");
    }

    public void Served(KeyValuePair<string, object?> site, RouteReason reason) => _calls.Add(1, site, _reasons[(int)reason]);

    public void Retried(KeyValuePair<string, object?> site) => _retries.Add(1, site);

    public void Refused(KeyValuePair<string, object?> site) => _refused.Add(1, site);

    public void GivenUp(KeyValuePair<string, object?> site, GivenUp why, bool unknown) =>
        _failures.Add(1, site, _givenUp[(int)why], KeyValuePair.Create<string, object?>("activeactive.outcome", unknown ? "unknown" : "not-applied"));

    /// <summary>Shows gauges of the clusters.</summary>
    public void Observe(IReadOnlyList<ClusterConnection> clusters, TrafficState state)
    {
        _meter.CreateObservableGauge("activeactive.traffic.in_flight", () => clusters.Select(c => new Measurement<long>(c.InFlight.Count, c.Tag)), "{call}", "Calls under way, by site.");
        _meter.CreateObservableGauge("activeactive.traffic.site.up",
            () => state.Snapshot.Sites.Select(s => new Measurement<int>(s.Health == SiteHealth.Up ? 1 : 0, KeyValuePair.Create<string, object?>("activeactive.site", s.Site.Value))),
            description: "1 while the site is up.");
    }

    private static string Word(GivenUp why) => why == Traffic.GivenUp.NotRepeatable ? "not-repeatable" : why.ToString().ToLowerInvariant();

    public void Dispose() => _meter.Dispose();
}
