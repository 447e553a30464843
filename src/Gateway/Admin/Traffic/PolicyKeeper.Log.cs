namespace ActiveActive.Gateway.Admin.Traffic;

internal sealed partial class PolicyKeeper
{
    [LoggerMessage(1, LogLevel.Error, "The kept traffic policy cannot be used, starting without: {Reason}")]
    private partial void LogUnusable(string reason);
}
