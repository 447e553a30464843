using ActiveActive.LocalWorld.Processes;
using Microsoft.Extensions.Logging;

namespace ActiveActive.LocalWorld.Launch;

/// <summary>Writes the launcher's own log lines to <c>logs/launcher.log</c>: the terminal belongs to the status.</summary>
internal sealed class FileLogs(RotatingLog log) : ILoggerProvider
{
    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Lines(log, categoryName);

    /// <inheritdoc/>
    public void Dispose() => log.Dispose();

    private sealed class Lines(RotatingLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel)) return;
            var text = $"{logLevel} {category}: {formatter(state, exception)}";
            log.Note(exception is null ? text : $"{text}{Environment.NewLine}{exception}");
        }
    }
}
