using Microsoft.Extensions.Logging;

namespace ActiveActive.LocalWorld.Faults;

internal sealed partial class FaultInjector
{
    [LoggerMessage(1, LogLevel.Information, "fault {Id}: {Kind} {Target} is {State} {Detail}")]
    private partial void LogFault(string id, string kind, string target, string state, string? detail);

    [LoggerMessage(2, LogLevel.Warning, "{Silo} could not be told of a fault")]
    private partial void LogCannotTell(Exception error, string silo);
}
