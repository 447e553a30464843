using Microsoft.Extensions.Logging;

namespace ActiveActive.SiteLink;

internal sealed partial class CredentialsStore
{
    [LoggerMessage(1, LogLevel.Information, "site link certificate version {Version} in force: {File}, valid until {NotAfter:u}")]
    private partial void LogLoaded(long version, string file, DateTimeOffset notAfter);

    [LoggerMessage(2, LogLevel.Error, "the certificate files of the site link changed but cannot be used; the old ones stay in force: {Reason}")]
    private partial void LogRejected(string reason);
}
