using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActiveActive.SiteLink;

/// <summary>What every session of this silo needs.</summary>
internal sealed class LinkContext(
    IOptions<SiteLinkOptions> options,
    TimeProvider time,
    CredentialsStore credentials,
    SiteLinkFaults faults,
    SiteLinkMetrics metrics,
    SiteLinkDiagnostics diagnostics,
    ILoggerFactory loggers)
{
    public SiteLinkOptions Options { get; } = options.Value;

    public TimeProvider Time => time;

    public CredentialsStore Credentials => credentials;

    public SiteLinkMetrics Metrics => metrics;

    public SiteLinkDiagnostics Diagnostics => diagnostics;

    public ILogger<T> Logger<T>() => loggers.CreateLogger<T>();

    /// <summary>The line that holds messages under a fault; null when faults are off, so that production code does not even look.</summary>
    public FaultLine<LinkMessage>? Line(SiteId peer, SiteLinkDirection direction, Func<LinkMessage, ValueTask> deliver, CancellationToken ended) =>
        faults.IsEnabled ? new(faults.Gate(peer, direction), time, deliver, HeldMessages, ended) : null;

    /// <summary>Bound of the messages one line holds; the calls and stream bytes in flight are usually reached first.</summary>
    private const int HeldMessages = 4096;
}
