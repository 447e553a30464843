using Microsoft.Extensions.Logging;

namespace ActiveActive.SiteLink;

internal sealed partial class SiteLinkPeer
{
    [LoggerMessage(1, LogLevel.Information, "site link to site {Peer} connected: {Endpoint}, silo {Name}")]
    private partial void LogConnected(SiteId peer, Uri endpoint, string name);

    [LoggerMessage(2, LogLevel.Warning, "site link to site {Peer} lost: {Endpoint}, {Reason}")]
    private partial void LogDisconnected(SiteId peer, Uri endpoint, string reason);

    [LoggerMessage(3, LogLevel.Warning, "site link to site {Peer}: {Endpoint} failed, {Reason}; next attempt in {PauseMilliseconds} ms")]
    private partial void LogConnectFailed(SiteId peer, Uri endpoint, string reason, double pauseMilliseconds);

    [LoggerMessage(4, LogLevel.Information, "site link to site {Peer}: {Endpoint} is about to stop, going elsewhere")]
    private partial void LogGoAway(SiteId peer, Uri endpoint);
}
