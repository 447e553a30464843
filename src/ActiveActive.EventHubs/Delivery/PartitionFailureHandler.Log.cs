using Microsoft.Extensions.Logging;

namespace ActiveActive.EventHubs.Delivery;

internal sealed partial class PartitionFailureHandler
{
    [LoggerMessage(LogLevel.Warning, "{Provider} {Stream}: events {First} to {Last} of {Partition} are refused together; they are delivered one by one")]
    private static partial void TakenApart(ILogger logger, string provider, StreamId stream, HubPartition partition, long first, long last);

    [LoggerMessage(LogLevel.Error, "{Provider} {Stream}: event {Offset} of {Partition} is refused; the stream waits for it. Register an IHubFailurePolicy that parks such events")]
    private static partial void Waiting(ILogger logger, string provider, StreamId stream, HubPartition partition, long offset);

    [LoggerMessage(LogLevel.Warning, "{Provider} {Stream}: event {Offset} of {Partition} is refused; the application decided {Decision}")]
    private static partial void Decided(ILogger logger, string provider, StreamId stream, HubPartition partition, long offset, UndeliverableDecision decision);

    [LoggerMessage(LogLevel.Error, "{Provider} {Stream}: event {Offset} of {Partition} is refused, and the application's handler failed too; the stream waits")]
    private static partial void HandlerFailed(ILogger logger, Exception failure, string provider, StreamId stream, HubPartition partition, long offset);

    [LoggerMessage(LogLevel.Error, "{Provider} {Stream}: subscription {Subscription} could not be set up; it is tried again with the stream's next events")]
    private static partial void SubscriptionFailed(ILogger logger, string provider, StreamId stream, Guid subscription);
}
