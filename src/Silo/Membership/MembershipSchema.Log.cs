namespace ActiveActive.Silo;

internal sealed partial class MembershipSchema
{
    [LoggerMessage(1, LogLevel.Information, "Applied membership schema {Version} ({Invariant})")]
    private partial void LogApplied(int version, string invariant);

    [LoggerMessage(2, LogLevel.Information, "The membership database does not answer yet: {Reason}")]
    private partial void LogNotYet(string reason);
}
