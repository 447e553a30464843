namespace ActiveActive.Silo;

public sealed partial class ConnectionGate
{
    [LoggerMessage(1, LogLevel.Warning, "Silo connections: {Fault} for {Seconds} s, on command")]
    private partial void LogChanged(ConnectionFault fault, double seconds);
}
