using Microsoft.Extensions.Logging;

namespace ActiveActive.SiteLink;

internal sealed partial class SiteLinkFaults
{
    [LoggerMessage(1, LogLevel.Warning, "fault on the site link with {Peer}, {Direction}: cut {Cut}, delay {DelayMilliseconds} ms, for {Seconds} s")]
    private partial void LogInjected(SiteId peer, SiteLinkDirection direction, bool cut, double delayMilliseconds, double seconds);

    [LoggerMessage(2, LogLevel.Warning, "fault on the site link with {Peer}, {Direction}, {How}")]
    private partial void LogEnded(SiteId peer, SiteLinkDirection direction, string how);
}
