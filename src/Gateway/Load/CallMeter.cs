namespace ActiveActive.Gateway.Load;

/// <summary>What went to each site lately, second by second, as this gateway saw it: for the console, not for decisions.</summary>
/// <remarks>Holds <see cref="Seconds"/> buckets a site and nothing else. Safe for concurrent use.</remarks>
internal sealed class CallMeter
{
    /// <summary>Seconds remembered.</summary>
    public const int Seconds = 60;

    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly Dictionary<SiteId, Window> _sites;

    /// <param name="sites">The sites counted; calls to others are not.</param>
    /// <param name="time">The clock.</param>
    public CallMeter(IEnumerable<SiteId> sites, TimeProvider time)
    {
        _time = time;
        _origin = time.GetTimestamp();
        _sites = sites.ToDictionary(s => s, _ => new Window());
    }

    /// <summary>Counts one call.</summary>
    /// <param name="site">The site that executed it.</param>
    /// <param name="took">How long it took.</param>
    /// <param name="failed">Whether the site failed it; a refusal of the application is no failure.</param>
    public void Record(SiteId site, TimeSpan took, bool failed)
    {
        if (_sites.TryGetValue(site, out var window)) window.Record(Now(), took, failed);
    }

    /// <summary>What went to a site in the last full seconds.</summary>
    public SiteCalls Report(SiteId site) =>
        _sites.TryGetValue(site, out var window) ? window.Report(Now()) : new SiteCalls(0, 0, 0, [], []);

    private long Now() => (long)_time.GetElapsedTime(_origin).TotalSeconds;

    private sealed class Window
    {
        /// <summary>Full seconds over which rates are averaged: a rate per second flickers, one per minute lags.</summary>
        private const int RateSeconds = 5;

        private readonly Lock _lock = new();
        private readonly Bucket[] _buckets = new Bucket[Seconds + 1];

        public void Record(long second, TimeSpan took, bool failed)
        {
            lock (_lock)
            {
                ref var bucket = ref _buckets[second % _buckets.Length];
                if (bucket.Second != second + 1) bucket = new Bucket { Second = second + 1 };
                bucket.Calls++;
                if (failed) bucket.Failures++;
                bucket.Milliseconds += took.TotalMilliseconds;
            }
        }

        public SiteCalls Report(long now)
        {
            var calls = new int[Seconds];
            var failures = new int[Seconds];
            double rate = 0, failureRate = 0, milliseconds = 0;
            lock (_lock)
            {
                for (var i = 0; i < Seconds; i++)
                {
                    var second = now - Seconds + i;
                    if (second < 0) continue;
                    var bucket = _buckets[second % _buckets.Length];
                    if (bucket.Second != second + 1) continue;
                    calls[i] = bucket.Calls;
                    failures[i] = bucket.Failures;
                    if (i < Seconds - RateSeconds) continue;
                    rate += bucket.Calls;
                    failureRate += bucket.Failures;
                    milliseconds += bucket.Milliseconds;
                }
            }

            return new SiteCalls(
                rate / RateSeconds, failureRate / RateSeconds, rate > 0 ? Math.Round(milliseconds / rate, 2) : 0, calls, failures);
        }

        /// <summary>One second; <see cref="Second"/> is its number plus one, so that an empty bucket is nobody's.</summary>
        private struct Bucket
        {
            public long Second;
            public int Calls;
            public int Failures;
            public double Milliseconds;
        }
    }
}
