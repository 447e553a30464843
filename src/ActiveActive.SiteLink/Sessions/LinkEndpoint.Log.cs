using Microsoft.Extensions.Logging;

namespace ActiveActive.SiteLink;

internal sealed partial class LinkEndpoint
{
    [LoggerMessage(1, LogLevel.Information, "site link from site {Peer}, silo {Name} ({Address}), accepted")]
    private partial void LogAccepted(SiteId peer, string name, string address);

    [LoggerMessage(2, LogLevel.Information, "site link from site {Peer}, silo {Name}, is over: {Reason}")]
    private partial void LogReleased(SiteId peer, string name, string reason);

    [LoggerMessage(3, LogLevel.Warning, "site link from {Remote} refused ({Reason}): {Detail}")]
    private partial void LogRefused(string remote, SiteLinkRefusal reason, string detail);

    [LoggerMessage(4, LogLevel.Error, "stream handler {Handler} failed on a stream of site {Peer}, silo {Name}")]
    private partial void LogStreamFailed(Exception failure, string handler, SiteId peer, string name);
}
