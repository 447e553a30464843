using Microsoft.Extensions.Logging;

namespace ActiveActive.SiteLink;

internal sealed partial class ServerSession
{
    [LoggerMessage(1, LogLevel.Error, "handler {Handler} failed on a call of site {Peer}, silo {Name}")]
    private partial void LogHandlerFailed(Exception failure, string handler, SiteId peer, string name);

    [LoggerMessage(2, LogLevel.Warning, "site {Peer}, silo {Name}, sent bytes that are no message of the site link: {Problem}; the connection is closed")]
    private partial void LogMalformed(SiteId peer, string name, string problem);
}
