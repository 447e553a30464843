using Microsoft.Extensions.Logging;

namespace ActiveActive.LocalBroker.Log;

internal sealed partial class PartitionLog
{
    [LoggerMessage(LogLevel.Warning, "{Path}: {Bytes} bytes behind offset {NextOffset} were cut off; a crash tore their write")]
    private static partial void TornTailCut(ILogger logger, string path, long bytes, long nextOffset);

    [LoggerMessage(LogLevel.Information, "{Folder}: retention moved the start of the log to offset {StartOffset}")]
    private static partial void RetentionMoved(ILogger logger, string folder, long startOffset);

    [LoggerMessage(LogLevel.Critical, "{Folder}: the log could not be written; it refuses appends until the broker is restarted")]
    private static partial void StorageFailed(ILogger logger, Exception failure, string folder);
}
