namespace ActiveActive.Gateway.Admin.World;

internal sealed partial class SupervisedWorld
{
    [LoggerMessage(1, LogLevel.Debug, "No word of the processes from {Source}: {Reason}")]
    private partial void LogNone(string source, string reason);
}
