using Confluent.Kafka;

namespace ActiveActive.EventHubs.Options;

/// <summary>Where a hub is and how to log in, whichever way the options say it. Keeps its secrets to itself.</summary>
internal sealed class HubConnection
{
    private readonly string? _userName;
    private readonly string? _password;
    private readonly string? _authorityFile;
    private readonly Action<ClientConfig>? _configure;
    private readonly int _maxEventBytes;

    private HubConnection(EventHubStreamOptions options, string servers, string hub, SecurityProtocol protocol, string? userName, string? password)
    {
        (Servers, Hub, Protocol, _userName, _password) = (servers, hub, protocol, userName, password);
        (_authorityFile, _configure, _maxEventBytes) = (options.AuthorityFile, options.ConfigureClient, options.MaxEventBytes);
    }

    public string Servers { get; }

    public string Hub { get; }

    public SecurityProtocol Protocol { get; }

    /// <summary>Whether a user name and a password are there, for the validator.</summary>
    public bool HasCredentials => !string.IsNullOrEmpty(_userName) && !string.IsNullOrEmpty(_password);

    /// <exception cref="FormatException">The options do not say where the hub is.</exception>
    public static HubConnection From(EventHubStreamOptions options)
    {
        var azure = options.ConnectionString is { } text ? EventHubsConnectionString.Parse(text) : null;
        var servers = options.BootstrapServers ?? (azure is null ? null : $"{azure.Host}:{azure.Port}");
        var hub = options.Hub ?? azure?.EntityPath;
        if (string.IsNullOrWhiteSpace(servers))
            throw new FormatException($"set {nameof(options.ConnectionString)} (Azure Event Hubs) or {nameof(options.BootstrapServers)} (Kafka, host:port)");
        if (string.IsNullOrWhiteSpace(hub))
            throw new FormatException($"set {nameof(options.Hub)}, or use a connection string with EntityPath");
        var userName = options.UserName ?? (azure is null ? null : "$ConnectionString");
        var password = options.Password ?? options.ConnectionString;
        var protocol = options.SecurityProtocol ?? (azure, userName) switch
        {
            ({ IsEmulator: false }, _) => SecurityProtocol.SaslSsl,
            (_, not null) => SecurityProtocol.SaslPlaintext,
            _ => SecurityProtocol.Plaintext,
        };
        return new HubConnection(options, servers, hub, protocol, userName, password);
    }

    /// <summary>Applies what every client of the hub needs, and last of all the application's own settings.</summary>
    public T Configure<T>(T config)
        where T : ClientConfig
    {
        config.BootstrapServers = Servers;
        config.SecurityProtocol = Protocol;
        if (Protocol is SecurityProtocol.SaslSsl or SecurityProtocol.SaslPlaintext)
            (config.SaslMechanism, config.SaslUsername, config.SaslPassword) = (SaslMechanism.Plain, _userName, _password);
        config.SslCaLocation = _authorityFile;
        config.MessageMaxBytes = _maxEventBytes;

        // Azure closes connections that are idle for 240 s; its documentation asks for these.
        config.MetadataMaxAgeMs = 180_000;
        config.ConnectionsMaxIdleMs = 180_000;
        config.SocketKeepaliveEnable = true;
        config.SocketNagleDisable = true;

        // A hub that comes back should be met soon: the default waits up to ten seconds.
        config.ReconnectBackoffMs = 50;
        config.ReconnectBackoffMaxMs = 1_000;
        config.AllowAutoCreateTopics = false;
        _configure?.Invoke(config);
        return config;
    }

    public override string ToString() => $"{Hub} on {Servers}";
}
