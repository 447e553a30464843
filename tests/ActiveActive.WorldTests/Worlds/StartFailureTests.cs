using System.Net;
using System.Net.Sockets;
using ActiveActive.WorldTests.Harness;

namespace ActiveActive.WorldTests.Worlds;

/// <summary>What cannot work ends with a message that names it, and with nothing left running.</summary>
public sealed class StartFailureTests : IDisposable
{
    private readonly string _folder = TestFolder.Create();

    [Fact]
    public async Task Port_IsTaken_IsNamed()
    {
        using var owner = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        owner.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        owner.Listen();
        var port = ((IPEndPoint)owner.LocalEndPoint!).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

        await RequireRefusedAsync($"port {port} ", "--port", port);
    }

    [Fact]
    public async Task Folder_IsAFile_IsNamed()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");

        await RequireRefusedAsync(file, "--data", file);
        await RequireRefusedAsync(file, "--data", Path.Combine(file, "below"));
    }

    [Fact]
    public async Task Folder_KeyIsUnusable_IsNamed()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "admin.key"), "short");

        await RequireRefusedAsync("admin.key", "--data", _folder);
    }

    [Fact]
    public Task Program_IsMissing_IsNamed() => RequireRefusedAsync("/nowhere/Silo.dll", "--silo-program", "/nowhere/Silo.dll");

    [Fact]
    public Task Program_DoesNotRun_IsNamedWithItsLastWords() =>
        // The gateway program in the silo's place refuses the silo's settings.
        RequireRefusedAsync("does not start", "--silos", "1", "--silo-program", Path.Combine(LauncherProcess.Built("Gateway"), "Gateway.dll"));

    [Fact]
    public async Task Start_IsInterrupted_EndsInGoodOrder()
    {
        await using var launcher = LauncherProcess.Start(Path.Combine(_folder, "world"));
        await launcher.EventAsync("a silo to start", e => (string?)e["name"] == "a-1", TimeSpan.FromSeconds(30));

        Assert.Equal(130, await launcher.TerminateAsync());
        await launcher.NothingLeftAsync(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("--silos", "0")]
    [InlineData("--silos", "many")]
    [InlineData("--profile", "cloud")]
    [InlineData("--port", "70000")]
    [InlineData("--no-such-option", "1")]
    public async Task Option_IsNotLegal_IsRefused(string option, string value)
    {
        await using var launcher = LauncherProcess.Start(Path.Combine(_folder, "world"), option, value);

        Assert.NotEqual(0, await launcher.ExitAsync(TimeSpan.FromSeconds(20)));
        Assert.Contains(option, launcher.Errors);
        Assert.False(Directory.Exists(Path.Combine(_folder, "world")));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task RequireRefusedAsync(string named, params string[] arguments)
    {
        var data = arguments[0] == "--data" ? arguments[1] : Path.Combine(_folder, "world");
        await using var launcher = LauncherProcess.Start(data, [.. arguments.SkipWhile(a => a == "--data").Skip(arguments[0] == "--data" ? 1 : 0), "--start-within", "60"]);

        var exitCode = await launcher.ExitAsync(TimeSpan.FromSeconds(70));
        var failed = await launcher.EventAsync("the failure", e => (string?)e["event"] == "failed", TimeSpan.FromSeconds(5));
        Assert.Equal(1, exitCode);
        Assert.Contains(named, (string?)failed["message"]);
        await launcher.NothingLeftAsync(TimeSpan.FromSeconds(5));
    }
}
