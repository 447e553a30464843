using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace ActiveActive.EventHubs;

/// <summary>The meter <c>ActiveActive.EventHubs</c>, with tags <c>provider</c> and, where it has one, <c>partition</c>.</summary>
internal sealed class EventHubMetrics : IDisposable
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "ActiveActive.EventHubs";

    private readonly Meter _meter;
    private readonly KeyValuePair<string, object?> _provider;
    private readonly ConcurrentDictionary<int, PartitionFigures> _partitions = new();
    private readonly Counter<long> _produced;
    private readonly Counter<long> _producedBytes;
    private readonly Counter<long> _produceFailures;
    private readonly Histogram<double> _produceSeconds;
    private readonly Counter<long> _fetched;
    private readonly Counter<long> _fetchedBytes;
    private readonly Counter<long> _undeliverable;
    private readonly Counter<long> _gaps;
    private readonly Counter<long> _readFailures;

    public EventHubMetrics(string provider, IMeterFactory meters)
    {
        _provider = new("provider", provider);
        _meter = meters.Create(MeterName);
        _produced = _meter.CreateCounter<long>("activeactive.hub.produced.events", "{event}", "Events the hub acknowledged.");
        _producedBytes = _meter.CreateCounter<long>("activeactive.hub.produced.bytes", "By", "Payload bytes the hub acknowledged.");
        _produceFailures = _meter.CreateCounter<long>("activeactive.hub.produce.failures", "{event}", "Events that were refused or whose outcome is unknown, by outcome.");
        _produceSeconds = _meter.CreateHistogram<double>("activeactive.hub.produce.duration", "s", "From the call to the hub's acknowledgement.");
        _fetched = _meter.CreateCounter<long>("activeactive.hub.fetched.events", "{event}", "Events read from the hub.");
        _fetchedBytes = _meter.CreateCounter<long>("activeactive.hub.fetched.bytes", "By", "Payload bytes read from the hub.");
        _undeliverable = _meter.CreateCounter<long>("activeactive.hub.undeliverable", "{event}", "Times an event was refused for the whole delivery time.");
        _gaps = _meter.CreateCounter<long>("activeactive.hub.gaps", "{gap}", "Times wanted events were no longer in the hub.");
        _readFailures = _meter.CreateCounter<long>("activeactive.hub.read.failures", "{failure}", "Times a partition could not be read.");
        _meter.CreateObservableGauge("activeactive.hub.lag.events", () => Observe(figures => figures.Lag), "{event}", "Events in the hub that are not consumed.");
        _meter.CreateObservableGauge("activeactive.hub.cache.bytes", () => Observe(figures => figures.CacheBytes()), "By", "Bytes fetched and not consumed.");
    }

    public void Produced(int events, long bytes, TimeSpan duration)
    {
        _produced.Add(events, _provider);
        _producedBytes.Add(bytes, _provider);
        _produceSeconds.Record(duration.TotalSeconds, _provider);
    }

    public void ProduceFailed(CallOutcome outcome, int events) => _produceFailures.Add(events, _provider, new("outcome", outcome.ToString()));

    public void Fetched(int partition, int events, long bytes)
    {
        _fetched.Add(events, _provider, new("partition", partition));
        _fetchedBytes.Add(bytes, _provider, new("partition", partition));
    }

    public void Undeliverable(int partition) => _undeliverable.Add(1, _provider, new("partition", partition));

    public void Gap(int partition) => _gaps.Add(1, _provider, new("partition", partition));

    public void ReadFailed(int partition) => _readFailures.Add(1, _provider, new("partition", partition));

    /// <summary>What the gauges show of a partition while this silo reads it.</summary>
    public PartitionFigures Reading(int partition, Func<long> cacheBytes) => _partitions[partition] = new PartitionFigures(cacheBytes);

    public void NoLongerReading(int partition) => _partitions.TryRemove(partition, out _);

    public void Dispose() => _meter.Dispose();

    private IEnumerable<Measurement<long>> Observe(Func<PartitionFigures, long> figure) =>
        _partitions.Select(pair => new Measurement<long>(figure(pair.Value), _provider, new("partition", pair.Key)));

    /// <summary>Figures of one partition; written by its reader, read by the gauges.</summary>
    internal sealed class PartitionFigures(Func<long> cacheBytes)
    {
        private long _logEnd;
        private long _consumedTo;

        public Func<long> CacheBytes => cacheBytes;

        public long Lag => Math.Max(0, Interlocked.Read(ref _logEnd) - Interlocked.Read(ref _consumedTo));

        public void Seen(long logEnd) => Interlocked.Exchange(ref _logEnd, logEnd);

        public void Consumed(long nextOffset) => Interlocked.Exchange(ref _consumedTo, nextOffset);
    }
}
