using System.Net;
using Microsoft.Extensions.Logging;

namespace ActiveActive.LocalBroker.Server;

internal sealed partial class Connection
{
    [LoggerMessage(LogLevel.Warning, "{Remote}: connection closed: {Reason}")]
    private static partial void Refused(ILogger logger, EndPoint? remote, string reason);

    [LoggerMessage(LogLevel.Error, "{Remote}: a request failed; connection closed")]
    private static partial void Failed(ILogger logger, Exception bug, EndPoint? remote);
}
