using ActiveActive.Operations;
using ActiveActive.World;

namespace ActiveActive.Tests.Gateway;

/// <summary>Faults are passed to the local world as they are, its answers to the operator as they are, and changes are audited.</summary>
public sealed class FaultProxyTests(ShopGateway shop) : IAsyncLifetime
{
    private readonly string _folder = RunningGateway.NewFolder();
    private readonly List<FaultRequest> _asked = [];
    private WebApplication _control = null!;
    private RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        var key = OperationsKeyFile.ReadOrCreate(Path.Combine(_folder, "control.key"));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _control = builder.Build();
        _control.UseRouting();
        _control.UseOperationsKey(key);
        _control.MapGet("/faults", (CancellationToken _) => Results.Json<IReadOnlyList<FaultStatus>>([Fault("f1")], WorldJson.Default.IReadOnlyListFaultStatus));
        _control.MapPost("/faults", (FaultRequest fault) =>
        {
            _asked.Add(fault);
            return fault.Target == "nobody"
                ? Results.Problem("there is no process 'nobody'.", type: "not-found", statusCode: 404)
                : Results.Json(Fault("f2"), WorldJson.Default.FaultStatus, statusCode: 201);
        });
        _control.MapDelete("/faults/{id}", (string id) => Results.Json(Fault(id), WorldJson.Default.FaultStatus));
        _control.MapGet("/world", () => Results.Json(
            new WorldDocument
            {
                Profile = "embedded",
                Ready = true,
                Sites = [new WorldSite { Site = "a", Status = WorldStatus.Up, Dashboard = "http://127.0.0.1:1/" }],
                Silos = [new WorldProcess { Site = "a", Name = "a-1", Kind = "silo", Pid = 42, Status = WorldStatus.Paused, Restarts = 3 }],
                Stores = [new WorldProcess { Site = "a", Name = "store-a", Kind = "garnet", Pid = 43, Status = WorldStatus.Up }],
            },
            WorldJson.Default.WorldDocument));
        await _control.StartAsync();
        _gateway = await RunningGateway.StartAsync(shop.Sites, _folder, $"World:ControlUrl={_control.Urls.Single()}", $"World:ControlKeyFile={Path.Combine(_folder, "control.key")}");
        await _gateway.WaitForSitesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _control.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Fault_ListedStartedAndEnded_IsPassedOnAndAudited()
    {
        var listed = await Send("GET", "/admin/faults");
        var started = await Send("POST", "/admin/faults", """{"kind":"pause","target":"a-1","durationSeconds":12.5}""");
        var ended = await Send("DELETE", "/admin/faults/f2");

        Assert.Equal("f1", listed.Body[0].GetProperty("id").GetString());
        Assert.Equal((201, "/admin/faults/f2"), (started.Status, started.Header("Location")));
        Assert.Equal(new FaultRequest { Kind = "pause", Target = "a-1", DurationSeconds = 12.5 }, _asked.Single());
        Assert.Equal((200, "f2"), (ended.Status, ended.Text("id")));
        var audit = (await Send("GET", "/admin/audit?last=2")).Body.GetProperty("items").EnumerateArray();
        Assert.Equal(["fault.end f2", "fault.start a-1"], audit.Select(e => $"{e.GetProperty("action")} {e.GetProperty("target")}"));
    }

    [Fact]
    public async Task Fault_RefusedByTheWorld_IsItsProblemAndNotAudited()
    {
        var answer = await Send("POST", "/admin/faults", """{"kind":"kill","target":"nobody"}""");

        Assert.Equal((404, "not-found", "there is no process 'nobody'."), (answer.Status, answer.Text("type"), answer.Text("detail")));
        Assert.Equal(0, (await Send("GET", "/admin/audit")).Body.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("{}", "kind")]
    [InlineData("""{"kind":"pause"}""", "target")]
    [InlineData("""{"kind":"pause","target":"a-1","durationSeconds":0}""", "durationSeconds")]
    [InlineData("""{"kind":"pause","target":"a-1","durationSeconds":601}""", "durationSeconds")]
    [InlineData("""{"kind":"pause","target":"a-1","durationSeconds":1e999}""", "durationSeconds")]
    [InlineData("""{"kind":"delay","target":"a-1","delayMilliseconds":-1}""", "delayMilliseconds")]
    [InlineData("""{"kind":"pause","target":"a-1","seconds":3}""", "seconds")]
    public async Task Fault_NotLegal_Is400AndNotPassedOn(string body, string field)
    {
        var answer = await Send("POST", "/admin/faults", body);

        Assert.Equal((400, field), (answer.Status, answer.Text("field")));
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task World_TakesPidsAndHaltsFromTheSupervisor_AndMembersFromTheClusters()
    {
        var world = (await Send("GET", "/admin/world")).Body;

        Assert.Equal("embedded", world.GetProperty("profile").GetString());
        Assert.Equal(["a-1 paused 42", "b-1 up "], world.GetProperty("silos").EnumerateArray().Select(s => $"{s.GetProperty("name")} {s.GetProperty("status")} {s.GetProperty("pid")}"));
        Assert.Equal(["a degraded", "b up"], world.GetProperty("sites").EnumerateArray().Select(s => $"{s.GetProperty("site")} {s.GetProperty("status")}"));
        Assert.Equal("store-a", world.GetProperty("stores")[0].GetProperty("name").GetString());
        Assert.Equal("gateway-a", world.GetProperty("gateways")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task World_Gone_FaultsAre503AndTheWorldIsWhatTheClustersSay()
    {
        await _control.StopAsync(TestContext.Current.CancellationToken);

        var fault = await Send("POST", "/admin/faults", """{"kind":"pause","target":"a-1"}""");
        var world = await Send("GET", "/admin/world");

        Assert.Equal((503, "site-unavailable", "not-applied"), (fault.Status, fault.Text("type"), fault.Text("outcome")));
        Assert.Equal((200, "deployed"), (world.Status, world.Text("profile")));
    }

    private static FaultStatus Fault(string id) => new() { Id = id, Kind = "pause", Target = "a-1", State = "active" };

    private Task<Answer> Send(string method, string path, string? json = null) => Answer.SendAsync(_gateway.Admin, method, path, json);
}
