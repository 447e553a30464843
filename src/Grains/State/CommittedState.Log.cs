using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace Shop.Grains;

internal sealed partial class CommittedState<T>
{
    [LoggerMessage(1, LogLevel.Warning, "{Grain}: another activation has written; this one ends")]
    private partial void LogOvertaken(GrainId grain);

    [LoggerMessage(2, LogLevel.Warning, "{Grain}: the outcome of a write is unknown: {Reason}")]
    private partial void LogOutcomeUnknown(GrainId grain, string reason);

    [LoggerMessage(3, LogLevel.Information, "{Grain}: state read again and fenced after a write of unknown outcome")]
    private partial void LogSettled(GrainId grain);

    [LoggerMessage(4, LogLevel.Warning, "{Grain}: the store does not tell its state: {Reason}")]
    private partial void LogUnreadable(GrainId grain, string reason);
}
