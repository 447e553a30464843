namespace ActiveActive.Client.Load;

/// <summary>Counts what became of the operations of a run. Safe for concurrent use.</summary>
internal sealed class LoadStatistics
{
    private readonly Lock _lock = new();
    private readonly LatencyHistogram _all = new();
    private readonly LatencyHistogram _interval = new();
    private readonly Dictionary<OperationKind, LatencyHistogram> _kinds = [];
    private readonly SortedDictionary<string, long> _sites = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _reasons = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _failures = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _intervalSites = new(StringComparer.Ordinal);
    private long _begun;
    private long _succeeded;
    private long _refused;
    private long _failed;
    private long _retried;
    private long _attempts;
    private long _intervalFailed;

    public void Begun()
    {
        lock (_lock) _begun++;
    }

    /// <summary>An operation was answered.</summary>
    public void Succeeded(OperationKind kind, TimeSpan latency, string site, string reason, int attempts)
    {
        lock (_lock)
        {
            _succeeded++;
            Count(_sites, site.Length == 0 ? "?" : site);
            Count(_reasons, reason.Length == 0 ? "?" : reason);
            Count(_intervalSites, site.Length == 0 ? "?" : site);
            Latency(kind, latency, attempts);
        }
    }

    /// <summary>An operation was refused for a reason of the shop's own, such as too little stock: an answer, not a failure.</summary>
    public void Refused(OperationKind kind, TimeSpan latency, int attempts)
    {
        lock (_lock)
        {
            _refused++;
            Latency(kind, latency, attempts);
        }
    }

    /// <summary>An operation failed for good. Its latency counts: leaving failures out would make a broken system look quick.</summary>
    public void Failed(OperationKind kind, TimeSpan latency, string slug, int attempts)
    {
        lock (_lock)
        {
            _failed++;
            _intervalFailed++;
            Count(_failures, slug);
            Latency(kind, latency, attempts);
        }
    }

    /// <summary>What happened since the last call of this, and in all.</summary>
    public LoadProgress TakeInterval(TimeSpan elapsed, TimeSpan interval)
    {
        lock (_lock)
        {
            var progress = new LoadProgress(
                elapsed,
                _begun,
                _begun - _succeeded - _refused - _failed,
                _interval.Count / Math.Max(interval.TotalSeconds, 0.001),
                _interval.Percentile(0.5),
                _interval.Percentile(0.99),
                _interval.Max,
                _intervalFailed,
                new SortedDictionary<string, long>(_intervalSites, StringComparer.Ordinal));
            _interval.Clear();
            _intervalSites.Clear();
            _intervalFailed = 0;
            return progress;
        }
    }

    /// <summary>The whole run.</summary>
    public LoadSummary Summary(LoadOptions options, TimeSpan elapsed)
    {
        lock (_lock)
        {
            return new LoadSummary
            {
                RunId = options.RunId,
                Seed = options.Seed,
                RateWanted = options.Rate,
                RateDone = (_succeeded + _refused) / Math.Max(elapsed.TotalSeconds, 0.001),
                Shoppers = options.Shoppers,
                ElapsedSeconds = Math.Round(elapsed.TotalSeconds, 3),
                Begun = _begun,
                Succeeded = _succeeded,
                Refused = _refused,
                Failed = _failed,
                Retried = _retried,
                Attempts = _attempts,
                Latency = LatencySummary.Of(_all),
                Operations = _kinds.OrderBy(k => k.Key).ToDictionary(k => k.Key.ToString().ToLowerInvariant(), k => LatencySummary.Of(k.Value)),
                Sites = new SortedDictionary<string, long>(_sites, StringComparer.Ordinal),
                Reasons = new SortedDictionary<string, long>(_reasons, StringComparer.Ordinal),
                Failures = new SortedDictionary<string, long>(_failures, StringComparer.Ordinal),
            };
        }
    }

    private static void Count(IDictionary<string, long> counts, string name) => counts[name] = (counts.TryGetValue(name, out var count) ? count : 0) + 1;

    private void Latency(OperationKind kind, TimeSpan latency, int attempts)
    {
        _all.Add(latency);
        _interval.Add(latency);
        if (!_kinds.TryGetValue(kind, out var histogram)) _kinds[kind] = histogram = new LatencyHistogram();
        histogram.Add(latency);
        _attempts += attempts;
        if (attempts > 1) _retried++;
    }
}
