using Microsoft.Extensions.Logging;

namespace ActiveActive.EventHubs.Reading;

internal sealed partial class PartitionReceiver
{
    [LoggerMessage(LogLevel.Information, "{Provider}: reading {Partition} from offset {Offset} (log {LogStart} to {LogEnd})")]
    private static partial void Started(ILogger logger, string provider, HubPartition partition, long offset, long logStart, long logEnd);

    [LoggerMessage(LogLevel.Warning, "{Provider}: partition {Partition} cannot be read yet, tried again: {Reason}")]
    private static partial void CannotStart(ILogger logger, string provider, int partition, string reason);

    [LoggerMessage(LogLevel.Warning, "{Provider}: reading partition {Partition} stopped before offset {Offset}, started again: {Reason}")]
    private static partial void Stopped(ILogger logger, string provider, int partition, long offset, string reason);

    [LoggerMessage(LogLevel.Error, "{Provider}: {Partition} should go on at offset {Wanted}, but the log holds {LogStart} to {LogEnd}: events are gone; going on at {LogStart}")]
    private static partial void GapFound(ILogger logger, string provider, HubPartition partition, long wanted, long logStart, long logEnd);

    [LoggerMessage(LogLevel.Error, "{Provider}: {Before} was made anew as {Now} and is read as such; what the first held from offset {Offset} on is gone")]
    private static partial void MadeAnew(ILogger logger, string provider, HubPartition before, HubPartition now, long offset);

    [LoggerMessage(LogLevel.Information, "{Provider}: partition {Partition} given back")]
    private static partial void GivenBack(ILogger logger, string provider, int partition);
}
