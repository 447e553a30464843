namespace ActiveActive.Gateway.Problems;

internal sealed partial class ProblemMiddleware
{
    [LoggerMessage(1, LogLevel.Error, "{Method} on {Endpoint} failed unexpectedly (trace {Trace})")]
    private partial void LogBug(string method, string endpoint, string trace, Exception error);

    [LoggerMessage(2, LogLevel.Debug, "Answered {Problem}; site {Site}, cause {Cause}: {Reason}")]
    private partial void LogFailed(string problem, string site, string cause, string reason);
}
