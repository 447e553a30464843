using System.Net;
using System.Net.Sockets;
using ActiveActive.Operations;
using ActiveActive.Silo;
using Microsoft.Data.Sqlite;

namespace ActiveActive.Tests.Silo;

/// <summary>Arguments and addresses of a whole silo in this process, with a membership file of its own.</summary>
internal sealed class TestSilo : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aa-silo-").FullName;
    private readonly Dictionary<string, string> _settings;

    public TestSilo(string site = "a", string store = "127.0.0.1:1")
    {
        var ports = FreePorts(4);
        (OperationsUrl, LinkUrl) = ($"http://127.0.0.1:{ports[2]}", $"https://127.0.0.1:{ports[3]}");
        _settings = new()
        {
            ["Silo:Site"] = site,
            ["Silo:Name"] = $"{site}-1",
            ["Silo:ClusterId"] = Guid.NewGuid().ToString("N"),
            ["Silo:SiloPort"] = $"{ports[0]}",
            ["Silo:GatewayPort"] = $"{ports[1]}",
            ["Silo:OperationsUrl"] = OperationsUrl,
            ["Silo:OperationsKeyFile"] = Path.Combine(_folder, "admin.key"),
            ["Membership:Invariant"] = MembershipDialect.Sqlite,
            ["Membership:ConnectionString"] = $"Data Source={Path.Combine(_folder, "membership.db")}",
            ["Store:ConnectionString"] = store,
            ["Logging:Console:LogLevel:Default"] = "None",
        };
    }

    public string OperationsUrl { get; }

    public string LinkUrl { get; }

    public string Folder => _folder;

    public string this[string key]
    {
        get => _settings[key];
        set => _settings[key] = value;
    }

    public OperationsKey Key => OperationsKeyFile.Read(_settings["Silo:OperationsKeyFile"]);

    public SiloHost Build() => SiloHost.Build([.. _settings.Select(s => $"--{s.Key}={s.Value}")]);

    public async Task<SiloHost> StartAsync()
    {
        var host = Build();
        await host.StartAsync(CancellationToken.None);
        return host;
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners) listener.Start();
        int[] ports = [.. listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)];
        foreach (var listener in listeners) listener.Dispose();
        return ports;
    }
}
