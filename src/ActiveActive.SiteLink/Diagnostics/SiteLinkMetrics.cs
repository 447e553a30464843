using System.Diagnostics.Metrics;

namespace ActiveActive.SiteLink;

/// <summary>Instruments of the meter <c>ActiveActive.SiteLink</c>. Durations in seconds.</summary>
internal sealed class SiteLinkMetrics
{
    public const string MeterName = "ActiveActive.SiteLink";

    // From loopback to the far side of the earth, and from one frame to a full batch: the usual boundaries are made for milliseconds.
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private static readonly InstrumentAdvice<int> Frames = new() { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024] };

    private readonly Histogram<double> _roundTrip;
    private readonly Histogram<double> _callDuration;
    private readonly Histogram<double> _handlerDuration;
    private readonly Counter<long> _connections;
    private readonly Counter<long> _connectFailures;
    private readonly Counter<long> _refused;
    private readonly Histogram<int> _batchFrames;

    public SiteLinkMetrics(IMeterFactory factory)
    {
        Meter = factory.Create(MeterName);
        _roundTrip = Meter.CreateHistogram<double>("activeactive.sitelink.round_trip", "s", "Measured round trips to a peer.", null, Seconds);
        _callDuration = Meter.CreateHistogram<double>("activeactive.sitelink.call.duration", "s", "Calls made, by peer, handler and outcome.", null, Seconds);
        _handlerDuration = Meter.CreateHistogram<double>("activeactive.sitelink.handler.duration", "s", "Calls handled, by peer, handler and outcome.", null, Seconds);
        _connections = Meter.CreateCounter<long>("activeactive.sitelink.connections", description: "Connections made to a peer.");
        _connectFailures = Meter.CreateCounter<long>("activeactive.sitelink.connect_failures", description: "Attempts to connect to a peer that failed.");
        _refused = Meter.CreateCounter<long>("activeactive.sitelink.refused", description: "Connections and streams refused here, by reason.");
        _batchFrames = Meter.CreateHistogram("activeactive.sitelink.batch.frames", null, "Frames that shared one message.", null, Frames);
    }

    /// <summary>For instruments that observe an object's state.</summary>
    public Meter Meter { get; }

    public bool CallsAreMeasured => _callDuration.Enabled;

    public bool HandlersAreMeasured => _handlerDuration.Enabled;

    public void RoundTrip(SiteId peer, TimeSpan elapsed) => _roundTrip.Record(elapsed.TotalSeconds, Peer(peer));

    public void Call(SiteId peer, string handler, string outcome, TimeSpan elapsed) =>
        _callDuration.Record(elapsed.TotalSeconds, Peer(peer), new("handler", handler), new("outcome", outcome));

    public void Handled(SiteId peer, string handler, string outcome, TimeSpan elapsed) =>
        _handlerDuration.Record(elapsed.TotalSeconds, Peer(peer), new("handler", handler), new("outcome", outcome));

    public void Connected(SiteId peer) => _connections.Add(1, Peer(peer));

    public void ConnectFailed(SiteId peer) => _connectFailures.Add(1, Peer(peer));

    public void Refused(SiteLinkRefusal reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));

    public void Batch(int frames) => _batchFrames.Record(frames);

    private static KeyValuePair<string, object?> Peer(SiteId peer) => new("peer", peer.Value);
}
