using System.Globalization;
using System.Net.Sockets;
using ActiveActive.WorldTests.Arbitration;

namespace ActiveActive.WorldTests.Stores;

/// <summary>A real store server on a folder of its own; can be killed and started again on the same data.</summary>
internal abstract class StoreProcess : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("store-").FullName;
    private readonly int _port = ChildProcess.FreePorts(1)[0];
    private ChildProcess? _process;

    public string ConnectionString => $"127.0.0.1:{_port},connectTimeout=2000,connectRetry=1";

    /// <summary>Why it cannot run here; null when it can.</summary>
    public abstract string? Missing { get; }

    public async Task StartAsync()
    {
        var (program, arguments) = Command(_port.ToString(CultureInfo.InvariantCulture), Directory.CreateDirectory(Path.Combine(_folder, "data")).FullName);
        _process = ChildProcess.Start(program, arguments, Path.Combine(_folder, "log"));
        var deadline = DateTime.UtcNow.AddSeconds(30);
        while (!await AnswersAsync())
        {
            if (_process.HasExited || DateTime.UtcNow > deadline) throw new InvalidOperationException($"the store did not start:\n{_process.Tail}");
            await Task.Yield();
        }
    }

    /// <summary>Ends it at once, as a power switch would.</summary>
    public Task KillAsync() => _process!.KillAsync();

    /// <summary>Removes everything it had on disk. Only while it does not run.</summary>
    public void LoseData() => Directory.Delete(Path.Combine(_folder, "data"), recursive: true);

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    protected abstract (string Program, IEnumerable<string> Arguments) Command(string port, string folder);

    private async Task<bool> AnswersAsync()
    {
        using var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync("127.0.0.1", _port);
            var stream = socket.GetStream();
            await stream.WriteAsync("PING\r\n"u8.ToArray());
            var answer = new byte[5];
            await stream.ReadExactlyAsync(answer).AsTask().WaitAsync(TimeSpan.FromSeconds(2));
            return answer.AsSpan().SequenceEqual("+PONG"u8);
        }
        catch (Exception error) when (error is SocketException or IOException or TimeoutException)
        {
            return false;
        }
    }
}

/// <summary>redis-server with every write on disk before it is acknowledged.</summary>
internal sealed class RedisProcess : StoreProcess
{
    public override string? Missing => ChildProcess.Find("redis-server") is null ? "redis-server is not installed (apt-get install redis-server)" : null;

    protected override (string, IEnumerable<string>) Command(string port, string folder) => (ChildProcess.Find("redis-server")!,
        ["--port", port, "--bind", "127.0.0.1", "--dir", folder, "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--maxmemory-policy", "noeviction"]);
}

/// <summary>The local world's store.</summary>
internal sealed class GarnetProcess : StoreProcess
{
    public override string? Missing => null;

    protected override (string, IEnumerable<string>) Command(string port, string folder) =>
        (Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "LocalWorld.dll"), "store", "--port", port, "--folder", folder]);
}
