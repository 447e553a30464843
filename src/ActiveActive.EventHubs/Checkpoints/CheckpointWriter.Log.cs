using Microsoft.Extensions.Logging;

namespace ActiveActive.EventHubs.Checkpoints;

internal sealed partial class CheckpointWriter
{
    [LoggerMessage(LogLevel.Warning, "{Partition}: the checkpoint {Offset} could not be stored; it is tried again, and until then a restart repeats events")]
    private static partial void WriteFailed(ILogger logger, Exception failure, HubPartition partition, long offset);
}
