using Microsoft.Extensions.Logging;

namespace ActiveActive.LocalWorld.Supervision;

internal sealed partial class SupervisedProcess
{
    [LoggerMessage(1, LogLevel.Information, "{Process} ended with exit code {ExitCode} after {Lifetime}: {Reason}; restart {Restart}, after {Delay}")]
    private partial void LogEnded(string process, int exitCode, TimeSpan lifetime, string reason, bool restart, TimeSpan delay);

    [LoggerMessage(2, LogLevel.Warning, "{Process} did not end within {Within} and was killed")]
    private partial void LogKilledAtStop(string process, TimeSpan within);

    [LoggerMessage(3, LogLevel.Error, "{Process} is no longer kept running")]
    private partial void LogCannotKeep(Exception error, string process);
}
