using System.Text.Json;
using ActiveActive.Client.Commands;
using ActiveActive.World;

namespace ActiveActive.Tests.Client;

/// <summary>The command line as a user meets it: exit codes, one clear line for a mistake, JSON beside text.</summary>
public sealed class ClientCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("client-").FullName;
    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("--help", "load")]
    [InlineData("shop --help", "checkout")]
    [InlineData("shop add --help", "QUANTITY")]
    [InlineData("load --help", "--rate")]
    [InlineData("partition --help", "--mode")]
    [InlineData("kill --help", "--for")]
    [InlineData("status --help", "--json")]
    [InlineData("drain --help", "SITE")]
    public async Task Help_Everywhere_IsThere(string line, string expected)
    {
        var (code, output, error) = await RunAsync(line.Split(' '));

        Assert.Equal((0, ""), (code, error));
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("nonsense", "nonsense")]
    [InlineData("shop add c", "SKU")]
    [InlineData("shop add c s 0", "QUANTITY takes 1 to 1000000")]
    [InlineData("shop put-product s name 1.234", "PRICE takes")]
    [InlineData("load --rate 0", "--rate takes")]
    [InlineData("load --rate many", "--rate")]
    [InlineData("kill a-1 --for long", "--for")]
    [InlineData("kill a-1 --for 1000", "--for takes 0.1 to 600")]
    [InlineData("partition a-1 --mode sideways", "sideways")]
    [InlineData("shop cart c --timeout 0", "--timeout takes")]
    [InlineData("shop cart c --gateway not-an-address", "use http://host:port")]
    public async Task Mistake_OnTheCommandLine_IsOneLineAndExitCode2(string line, string expected)
    {
        var (code, output, error) = await RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, code);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output + error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoWorld_AnyCommand_SaysHowToStartOne()
    {
        var (code, _, error) = await RunAsync("shop", "browse", "--world", Path.Combine(_folder, "none"));

        Assert.Equal(2, code);
        Assert.Contains("dotnet run -c Release --project src/LocalWorld", error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    [Fact]
    public async Task Shop_AWholePurchase_WorksAndShowsTheSite()
    {
        await using var stub = await StubShop.StartAsync();
        var gateway = stub.Url.ToString();

        await OkAsync("shop", "put-product", "apple", "An [Apple]", "1.25", "--gateway", gateway);
        await OkAsync("shop", "stock", "apple", "--set", "10", "--gateway", gateway);
        Assert.Contains("An [Apple]", await OkAsync("shop", "browse", "--gateway", gateway), StringComparison.Ordinal);
        await OkAsync("shop", "add", "c", "apple", "3", "--gateway", gateway);
        var order = await OkAsync("shop", "checkout", "c", "--order", "o-1", "--gateway", gateway);
        Assert.Contains("confirmed", order, StringComparison.Ordinal);
        Assert.Contains("served by site a (home)", order, StringComparison.Ordinal);
        Assert.Contains("the cart is empty", await OkAsync("shop", "cart", "c", "--gateway", gateway), StringComparison.Ordinal);
        Assert.Contains("confirmed", await OkAsync("shop", "order", "o-1", "--gateway", gateway), StringComparison.Ordinal);
        Assert.Contains("apple: 1 views", await OkAsync("shop", "view", "apple", "--gateway", gateway), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shop_WithJson_AnswersOneDocument()
    {
        await using var stub = await StubShop.StartAsync();
        _environment["ACTIVEACTIVE_GATEWAY"] = stub.Url.ToString();

        var document = JsonDocument.Parse(await OkAsync("shop", "add", "c", "apple", "3", "--json")).RootElement;

        Assert.Equal(3, document.GetProperty("value").GetProperty("items")[0].GetProperty("quantity").GetInt64());
        Assert.Equal("a", document.GetProperty("served").GetProperty("site").GetString());
    }

    [Fact]
    public async Task Shop_Refused_IsOneLineAndExitCode1()
    {
        await using var stub = await StubShop.StartAsync();

        var (code, _, error) = await RunAsync("shop", "order", "missing", "--gateway", stub.Url.ToString());

        Assert.Equal(1, code);
        Assert.Equal("not-found: no such thing", error.Trim());
    }

    [Fact]
    public async Task Shop_RefusedWithJson_IsOneDocumentOnTheErrorStream()
    {
        await using var stub = await StubShop.StartAsync();

        var (code, output, error) = await RunAsync("shop", "order", "missing", "--json", "--gateway", stub.Url.ToString());

        Assert.Equal((1, ""), (code, output));
        Assert.Equal("not-found", JsonDocument.Parse(error).RootElement.GetProperty("error").GetString());
    }

    [Fact]
    public async Task Status_OfAWorldFolder_ShowsSitesAndFaults()
    {
        await using var admin = await StubAdmin.StartAsync();
        Publish(admin);

        var text = await OkAsync("status", "--world", _folder);
        var json = JsonDocument.Parse(await OkAsync("status", "--world", _folder, "--json")).RootElement;

        Assert.Contains("gateway-a", text, StringComparison.Ordinal);
        Assert.Contains("no fault is active", text, StringComparison.Ordinal);
        Assert.Equal("a", json.GetProperty("world").GetProperty("sites")[0].GetProperty("site").GetString());
    }

    [Theory]
    [InlineData("kill a-1", "kill", "a-1", null)]
    [InlineData("kill site:a --for 5", "kill", "site:a", 5.0)]
    [InlineData("pause a-2 --for 2.5", "pause", "a-2", 2.5)]
    [InlineData("partition a-1", "stall", "a-1", null)]
    [InlineData("partition a-1 --mode refuse", "refuse", "a-1", null)]
    [InlineData("partition link:a-b", "cut", "link:a-b", null)]
    [InlineData("partition link:a>b --for 9", "cut", "link:a>b", 9.0)]
    public async Task Fault_OnCommand_IsPosted(string line, string kind, string target, double? seconds)
    {
        await using var admin = await StubAdmin.StartAsync();
        Publish(admin);

        await OkAsync([.. line.Split(' '), "--world", _folder]);

        var posted = Assert.Single(admin.Started);
        Assert.Equal((kind, target, seconds), (posted.Kind, posted.Target, posted.DurationSeconds));
    }

    [Theory]
    [InlineData("kill site:a")]
    [InlineData("kill gateway-a")]
    [InlineData("pause site:a")]
    public async Task Fault_ThatTakesAnAdminListenerDown_IsAskedOfAnotherSites(string line)
    {
        await using var a = await StubAdmin.StartAsync();
        await using var b = await StubAdmin.StartAsync();
        Publish(a, b);

        await OkAsync([.. line.Split(' '), "--world", _folder]);
        await OkAsync("kill", "b-1", "--world", _folder);

        Assert.Single(b.Started);
        Assert.Single(a.Started);
    }

    [Fact]
    public async Task Heal_ByTargetOrAll_EndsTheActiveOnes()
    {
        await using var admin = await StubAdmin.StartAsync();
        Publish(admin);
        await OkAsync("pause", "a-1", "--world", _folder);
        await OkAsync("partition", "a-2", "--world", _folder);
        await OkAsync("partition", "a-3", "--world", _folder);

        await OkAsync("resume", "a-1", "--world", _folder);
        Assert.Equal(["f1"], admin.Ended);
        await OkAsync("heal", "a-2", "--world", _folder);
        await OkAsync("heal", "--world", _folder);

        Assert.Equal(["f1", "f2", "f3"], admin.Ended);
        var (code, _, error) = await RunAsync("resume", "a-1", "--world", _folder);
        Assert.Equal(1, code);
        Assert.Contains("a-1 is not paused; active are: none", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Drain_AndUndrain_ReachTheAdminListener()
    {
        await using var admin = await StubAdmin.StartAsync();
        Publish(admin);

        await OkAsync("drain", "a", "--world", _folder);
        await OkAsync("undrain", "a", "--world", _folder);

        Assert.Equal(["a drain", "a undrain"], admin.Drains);
    }

    [Fact]
    public async Task Admin_WrongKey_SaysWhichOptionNamesTheRightOne()
    {
        await using var admin = await StubAdmin.StartAsync();
        Publish(admin);
        File.WriteAllText(Path.Combine(_folder, "admin.key"), "wrong");

        var (code, _, error) = await RunAsync("status", "--world", _folder);

        Assert.Equal(1, code);
        Assert.Contains("--key-file", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Admin_NoKeyFile_SaysWhichFileIsMissing()
    {
        await using var admin = await StubAdmin.StartAsync();

        var (code, _, error) = await RunAsync("status", "--admin", admin.Url, "--key-file", Path.Combine(_folder, "none.key"));

        Assert.Equal(2, code);
        Assert.Contains("none.key", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Admin_FirstListenerIsDead_TheNextIsAsked()
    {
        await using var admin = await StubAdmin.StartAsync();
        Publish(admin);

        await OkAsync("drain", "a", "--admin", $"http://127.0.0.1:1,{admin.Url}", "--key-file", Path.Combine(_folder, "admin.key"));

        Assert.Single(admin.Drains);
    }

    private void Publish(StubAdmin admin, StubAdmin? second = null)
    {
        var world = new WorldDocument
        {
            ServiceId = "test",
            Sites = [new WorldSite { Site = "a" }],
            Gateways =
            [
                new WorldProcess { Site = "a", Name = "gateway-a", Endpoint = "http://127.0.0.1:1", OperationsUrl = admin.Url },
                .. second is null ? Array.Empty<WorldProcess>() : [new WorldProcess { Site = "b", Name = "gateway-b", Endpoint = "http://127.0.0.1:1", OperationsUrl = second.Url }],
            ],
        };
        admin.World = world;
        File.WriteAllText(Path.Combine(_folder, "world.json"), JsonSerializer.Serialize(world, WorldJson.Default.WorldDocument));
        File.WriteAllText(Path.Combine(_folder, "admin.key"), StubAdmin.Key + "\n");
    }

    private async Task<string> OkAsync(params string[] args)
    {
        var (code, output, error) = await RunAsync(args);
        Assert.True(code == 0, $"client {string.Join(' ', args)} ended with {code}: {error}");
        return output;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await ClientProgram.RunAsync(args, output, error, name => _environment.GetValueOrDefault(name), CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }
}
