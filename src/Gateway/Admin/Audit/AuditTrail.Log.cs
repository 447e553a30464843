namespace ActiveActive.Gateway.Admin.Audit;

internal sealed partial class AuditTrail
{
    [LoggerMessage(1, LogLevel.Information, "{Action} {Target} by {Actor}")]
    private partial void LogChange(string action, string target, string actor);
}
