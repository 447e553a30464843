using Microsoft.Extensions.Logging;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace ActiveActive.EventHubs.Reading;

internal sealed partial class HubConsumer
{
    [LoggerMessage(LogLevel.Debug, "{Hub}: consumer: {Facility} {Message}")]
    private static partial void ClientLogged(ILogger logger, string hub, string facility, string message);

    [LoggerMessage(LogLevel.Warning, "{Hub}: consumer: {Code}: {Reason}")]
    private static partial void ClientFailed(ILogger logger, string hub, ErrorCode code, string reason);

    [LoggerMessage(LogLevel.Error, "{Hub}: reading failed; every partition starts again")]
    private static partial void ReadFailed(ILogger logger, Exception failure, string hub);
}
