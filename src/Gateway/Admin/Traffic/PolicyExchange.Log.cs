namespace ActiveActive.Gateway.Admin.Traffic;

internal sealed partial class PolicyExchange
{
    [LoggerMessage(1, LogLevel.Information, "Exchanging traffic policy with {Peer}")]
    private partial void LogReached(string peer);

    [LoggerMessage(2, LogLevel.Warning, "No traffic policy from {Peer}: {Reason}")]
    private partial void LogTrouble(string peer, string reason);
}
