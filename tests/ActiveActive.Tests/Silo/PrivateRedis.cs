using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace ActiveActive.Tests.Silo;

/// <summary>A redis-server of this test's own; skips its tests, saying why, where it is not installed.</summary>
public sealed class PrivateRedis : IAsyncLifetime
{
    private Process? _server;
    private string _folder = "";
    private int _port;

    public async ValueTask InitializeAsync()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(d => Path.Combine(d, "redis-server")).FirstOrDefault(File.Exists);
        if (path is null) return;
        _folder = Directory.CreateTempSubdirectory("aa-redis-").FullName;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            _port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        _server = Process.Start(new ProcessStartInfo(path, ["--port", $"{_port}", "--bind", "127.0.0.1", "--dir", _folder, "--save", ""]) { RedirectStandardOutput = true })!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await _server.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
            if (line.Contains("Ready to accept connections", StringComparison.Ordinal)) break;
        _ = _server.StandardOutput.ReadToEndAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is null) return;
        _server.Kill();
        await _server.WaitForExitAsync();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Where it listens.</summary>
    public string ConnectionString()
    {
        if (_server is null) Assert.Skip("redis-server is not installed: apt-get install redis-server.");
        return $"127.0.0.1:{_port}";
    }
}
