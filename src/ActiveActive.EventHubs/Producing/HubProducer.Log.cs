using Microsoft.Extensions.Logging;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace ActiveActive.EventHubs.Producing;

internal sealed partial class HubProducer
{
    [LoggerMessage(LogLevel.Debug, "{Hub}: producer: {Facility} {Message}")]
    private static partial void ClientLogged(ILogger logger, string hub, string facility, string message);

    [LoggerMessage(LogLevel.Warning, "{Hub}: producer: {Code}: {Reason}")]
    private static partial void ClientFailed(ILogger logger, string hub, ErrorCode code, string reason);

    [LoggerMessage(LogLevel.Error, "{Hub}: the producer failed for good and is replaced; what was in flight is unknown: {Reason}")]
    private static partial void Replaced(ILogger logger, string hub, string reason);
}
