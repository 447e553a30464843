using Microsoft.Extensions.Logging;
using Shop.Contracts;

namespace Shop.Grains;

internal sealed partial class OrderGrain
{
    [LoggerMessage(1, LogLevel.Debug, "Order {Order} is {Status}")]
    private partial void LogFinal(string order, OrderStatus status);

    [LoggerMessage(2, LogLevel.Warning, "Order {Order} is pending and could not be resumed: {Reason}")]
    private partial void LogNotResumed(string order, string reason);

    [LoggerMessage(3, LogLevel.Warning, "Order {Order} is pending and will be resumed: {Reason}")]
    private partial void LogUndecided(string order, string reason);
}
