namespace ActiveActive.Silo;

public sealed partial class SiloHost
{
    [LoggerMessage(1, LogLevel.Information, "Silo {Silo} of site {Site} is active in cluster {Cluster} of service {Service}: silos at {SiloEndpoint}, clients at {GatewayEndpoint}")]
    private static partial void LogStarted(ILogger logger, string silo, string site, string cluster, string service, string siloEndpoint, string gatewayEndpoint);

    [LoggerMessage(2, LogLevel.Warning, "Faults:Enabled is true: whoever has the key can cut this silo off. Not for production")]
    private static partial void LogFaultsEnabled(ILogger logger);
}
