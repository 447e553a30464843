using Microsoft.Extensions.Logging;

namespace ActiveActive.Traffic;

internal sealed partial class ClusterConnection
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Information, Message = "connected to the cluster of site {Site}")]
    private static partial void LogConnected(ILogger logger, SiteId site);

    [LoggerMessage(EventId = 2, Level = LogLevel.Debug, Message = "the cluster of site {Site} cannot be connected to yet: {Reason}")]
    private static partial void LogNotConnected(ILogger logger, SiteId site, string reason);

    [LoggerMessage(EventId = 3, Level = LogLevel.Debug, Message = "a probe of site {Site} failed: {Reason}")]
    private static partial void LogProbeFailed(ILogger logger, SiteId site, string reason);

    [LoggerMessage(EventId = 4, Level = LogLevel.Debug, Message = "the client of site {Site} did not stop in order: {Reason}")]
    private static partial void LogStopFailed(ILogger logger, SiteId site, string reason);
}
