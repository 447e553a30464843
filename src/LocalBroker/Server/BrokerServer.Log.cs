using System.Net;
using Microsoft.Extensions.Logging;

namespace ActiveActive.LocalBroker.Server;

internal sealed partial class BrokerServer
{
    [LoggerMessage(LogLevel.Warning, "{Remote}: refused, {Limit} connections are open (--max-connections)")]
    private static partial void TooMany(ILogger logger, EndPoint? remote, int limit);

    [LoggerMessage(LogLevel.Error, "Retention or flush failed; it is tried again")]
    private static partial void HousekeepingFailed(ILogger logger, Exception failure);
}
