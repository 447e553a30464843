using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace ActiveActive.Tests.Silo;

/// <summary>A PostgreSQL server of this test's own, from installed binaries; skips its tests, saying why, where there are none.</summary>
public sealed class PrivatePostgreSql : IAsyncLifetime
{
    private string? _binaries;
    private string _folder = "";
    private int _port;
    private int _databases;

    public async ValueTask InitializeAsync()
    {
        _binaries = FindBinaries();
        if (_binaries is null) return;
        _folder = Directory.CreateTempSubdirectory("aa-postgresql-").FullName;
        _port = FreePort();
        if (Environment.IsPrivilegedProcess) await RunAsync("chown", "-R", "nobody", _folder);
        await RunServerToolAsync("initdb", "--pgdata", Data, "--auth=trust", "--username=orleans", "--no-sync", "--locale=C", "--encoding=UTF8");
        await RunServerToolAsync("pg_ctl", "--pgdata", Data, "-w", "-l", Path.Combine(_folder, "log"), "-o",
            $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off", "start");
    }

    public async ValueTask DisposeAsync()
    {
        if (_folder.Length == 0) return;
        await RunServerToolAsync("pg_ctl", "--pgdata", Data, "-m", "immediate", "-w", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Connection string of an empty database.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        if (_binaries is null) Assert.Skip("PostgreSQL is not installed (no initdb on the path or below /usr/lib/postgresql): apt-get install postgresql.");
        var name = $"test{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    private string Data => Path.Combine(_folder, "data");

    private string ConnectionString(string database) => $"Host=127.0.0.1;Port={_port};Database={database};Username=orleans";

    private static string? FindBinaries()
    {
        var installed = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")) : [];
        return installed.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "pg_ctl")));
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The server refuses to run as root.</summary>
    private Task RunServerToolAsync(string tool, params string[] arguments)
    {
        var path = Path.Combine(_binaries!, tool);
        return Environment.IsPrivilegedProcess
            ? RunAsync("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", path, .. arguments])
            : RunAsync(path, arguments);
    }

    private async Task RunAsync(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = _folder };
        using var process = Process.Start(start)!;
        // A started server keeps the pipes of pg_ctl open: its output is read only as far as it comes before the tool ends.
        var error = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await process.WaitForExitAsync(deadline.Token);
        if (process.ExitCode != 0) throw new InvalidOperationException($"{file} {string.Join(' ', arguments)}: exit code {process.ExitCode}: {await error}");
    }
}
