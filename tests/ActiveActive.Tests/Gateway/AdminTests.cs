using System.Text.Json;
using ActiveActive.Gateway.Admin.Audit;
using ActiveActive.Traffic;

namespace ActiveActive.Tests.Gateway;

/// <summary>What operators see and change, and that nobody else does (X1).</summary>
public sealed class AdminTests(ShopGateway shop)
{
    public static TheoryData<string, string> Guarded => new()
    {
        { "GET", "/" }, { "GET", "/admin/world" }, { "GET", "/admin/traffic" }, { "PUT", "/admin/traffic" }, { "POST", "/admin/traffic/exchange" },
        { "POST", "/admin/sites/b/drain" }, { "POST", "/admin/sites/b/undrain" }, { "GET", "/admin/faults" }, { "POST", "/admin/faults" },
        { "DELETE", "/admin/faults/f1" }, { "GET", "/admin/audit" }, { "GET", "/admin/replication" }, { "GET", "/admin/ownership" },
        { "POST", "/admin/ownership/move" }, { "GET", "/no/such/path" },
    };

    [Theory, MemberData(nameof(Guarded))]
    public async Task Endpoint_WithoutTheKey_Is401AndChangesNothing(string method, string path)
    {
        using var http = new HttpClient { BaseAddress = shop.Running.Admin.BaseAddress };
        var before = shop.Running.Traffic.Policy.Version;

        var without = await Answer.SendAsync(http, method, path, "{}");
        var wrong = await Answer.SendAsync(http, method, path, "{}", $"Authorization: Bearer {shop.Running.Key.Text}x");

        Assert.Equal((401, "unauthorized"), (without.Status, without.Text("type")));
        Assert.Equal((401, "unauthorized"), (wrong.Status, wrong.Text("type")));
        Assert.Equal(before, shop.Running.Traffic.Policy.Version);
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/metrics")]
    public async Task Operations_NeedNoKey(string path)
    {
        using var http = new HttpClient { BaseAddress = shop.Running.Admin.BaseAddress };

        Assert.Equal(200, (await Answer.SendAsync(http, "GET", path)).Status);
    }

    [Fact]
    public async Task World_ShowsSitesSilosAndGateways()
    {
        var world = (await Send(shop.Running, "GET", "/admin/world")).Body;

        Assert.Equal(["a up test-a", "b up test-b"], world.GetProperty("sites").EnumerateArray().Select(s => $"{s.GetProperty("site")} {s.GetProperty("status")} {s.GetProperty("clusterId")}"));
        Assert.Equal(["a a-1 up", "b b-1 up"], world.GetProperty("silos").EnumerateArray().Select(s => $"{s.GetProperty("site")} {s.GetProperty("name")} {s.GetProperty("status")}"));
        Assert.Equal("gateway-a", world.GetProperty("gateways")[0].GetProperty("name").GetString());
        Assert.True(world.GetProperty("ready").GetBoolean());
    }

    [Fact]
    public async Task Drain_MovesNewCallsAndUndrainBringsThemBack_Audited()
    {
        await using var gateway = await RunningGateway.StartAsync(shop.Sites);
        await gateway.WaitForSitesAsync();

        var drained = await Send(gateway, "POST", "/admin/sites/a/drain");
        var moved = await Answer.SendAsync(gateway.Public, "GET", "/shop/carts/x");
        var again = await Send(gateway, "POST", "/admin/sites/a/drain");
        var last = await Send(gateway, "POST", "/admin/sites/b/drain");
        await Send(gateway, "POST", "/admin/sites/a/undrain");
        var back = await Answer.SendAsync(gateway.Public, "GET", "/shop/carts/x");

        Assert.Equal("a", drained.Body.GetProperty("policy").GetProperty("drained")[0].GetString());
        Assert.Equal(("b", "drain"), (moved.Header("Site"), moved.Header("Site-Reason")));
        Assert.Equal(drained.Body.GetProperty("policy").GetRawText(), again.Body.GetProperty("policy").GetRawText());
        Assert.Equal((409, "conflict"), (last.Status, last.Text("type")));
        Assert.Equal(("a", "home"), (back.Header("Site"), back.Header("Site-Reason")));
        var audit = (await Send(gateway, "GET", "/admin/audit")).Body.GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal(["site.undrain a", "site.drain a"], audit.Select(e => $"{e.GetProperty("action")} {e.GetProperty("target")}"));
        Assert.Equal("bearer@127.0.0.1", audit[1].GetProperty("actor").GetString());
        Assert.Equal("""[[],["a"]]""", $"[{audit[1].GetProperty("old").GetProperty("drained").GetRawText()},{audit[1].GetProperty("new").GetProperty("drained").GetRawText()}]");
    }

    [Fact]
    public async Task Weights_Put_RouteByShareUntilTheyAreTakenBack()
    {
        await using var gateway = await RunningGateway.StartAsync(shop.Sites);
        await gateway.WaitForSitesAsync();

        var put = await Send(gateway, "PUT", "/admin/traffic", """{"weights":{"a":0,"b":1}}""");
        var weighted = await Answer.SendAsync(gateway.Public, "GET", "/shop/carts/x");
        var stale = await Send(gateway, "PUT", "/admin/traffic", """{"version":{"counter":0,"origin":""},"weights":{}}""");
        var version = put.Body.GetProperty("policy").GetProperty("version").GetRawText();
        var taken = await Send(gateway, "PUT", "/admin/traffic", $$$"""{"version":{{{version}}},"weights":{}}""");

        Assert.Equal(("b", "policy"), (weighted.Header("Site"), weighted.Header("Site-Reason")));
        Assert.Equal((409, "conflict"), (stale.Status, stale.Text("type")));
        Assert.Equal(200, taken.Status);
        Assert.Equal("home", (await Answer.SendAsync(gateway.Public, "GET", "/shop/carts/x")).Header("Site-Reason"));
    }

    [Theory]
    [InlineData("[]", "body")]
    [InlineData("""{"weight":{}}""", "weight")]
    [InlineData("""{"weights":[]}""", "weights")]
    [InlineData("""{"weights":{"a":-1}}""", "weights")]
    [InlineData("""{"weights":{"a":1001}}""", "weights")]
    [InlineData("""{"weights":{"a":0.5}}""", "weights")]
    [InlineData("""{"weights":{"a":1,"a":2}}""", "weights")]
    [InlineData("""{"weights":{"NO":1}}""", "weights")]
    [InlineData("""{"weights":{"c":1}}""", "policy")]
    [InlineData("""{"weights":{"a":0,"b":0}}""", "policy")]
    [InlineData("""{"drained":"a"}""", "drained")]
    [InlineData("""{"drained":[1]}""", "drained")]
    [InlineData("""{"drained":["\ud800"]}""", "drained")]
    [InlineData("""{"drained":["c"]}""", "policy")]
    [InlineData("""{"drained":["a","b"]}""", "policy")]
    [InlineData("""{"version":1}""", "version")]
    [InlineData("""{"version":{"counter":1}}""", "origin")]
    public async Task Policy_NotLegal_Is400AndChangesNothing(string body, string field)
    {
        var before = shop.Running.Traffic.Policy;

        var answer = await Send(shop.Running, "PUT", "/admin/traffic", body);

        Assert.Equal((400, "invalid-request", field), (answer.Status, answer.Text("type"), answer.Text("field")));
        Assert.Same(before, shop.Running.Traffic.Policy);
    }

    [Theory]
    [InlineData("GET", "/admin/replication", 501, "not-yet-available")]
    [InlineData("GET", "/admin/ownership", 501, "not-yet-available")]
    [InlineData("POST", "/admin/ownership/move", 501, "not-yet-available")]
    [InlineData("GET", "/admin/faults", 501, "not-yet-available")]
    [InlineData("DELETE", "/admin/faults/f1", 501, "not-yet-available")]
    [InlineData("POST", "/admin/sites/c/drain", 404, "not-found")]
    [InlineData("POST", "/admin/sites/NO%00/drain", 400, null)]
    [InlineData("GET", "/admin/audit?last=0", 400, "invalid-request")]
    [InlineData("GET", "/admin/audit?last=1001", 400, "invalid-request")]
    [InlineData("GET", "/admin/nothing", 404, "not-found")]
    [InlineData("POST", "/admin/world", 405, "method-not-allowed")]
    [InlineData("GET", "/shop/carts/x", 404, "not-found")]
    public async Task Request_ThatCannotBeServed_IsAProblem(string method, string path, int status, string? type)
    {
        var answer = await Send(shop.Running, method, path);

        Assert.Equal((status, type), (answer.Status, answer.Text("type")));
    }

    [Fact]
    public async Task Testing_SwitchedOn_AnswersNotYetAvailable()
    {
        await using var gateway = await RunningGateway.StartAsync(shop.Sites, null, "Testing:Enabled=true");

        Assert.Equal("not-yet-available", (await Answer.SendAsync(gateway.Public, "GET", "/test/strong/x")).Text("type"));
        Assert.Equal(501, (await Answer.SendAsync(gateway.Public, "POST", "/test/replicated/counter/x", """{"delta":1}""")).Status);
    }

    [Fact]
    public async Task Traffic_Shown_CountsCallsPerSite()
    {
        await using var gateway = await RunningGateway.StartAsync(shop.Sites);
        await gateway.WaitForSitesAsync();
        await Answer.SendAsync(gateway.Public, "GET", "/shop/carts/x");
        await Answer.SendAsync(gateway.Public, "GET", "/shop/carts/x", null, "Prefer-Site: b");

        JsonElement[] sites;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        do
        {
            // Counts are shown of full seconds: the current one has to end first.
            sites = [.. (await Send(gateway, "GET", "/admin/traffic")).Body.GetProperty("sites").EnumerateArray()];
            Assert.False(deadline.IsCancellationRequested, "the calls never showed");
        }
        while (sites.Any(s => s.GetProperty("calls").GetProperty("calls").EnumerateArray().Sum(c => c.GetInt32()) == 0));

        Assert.Equal(["a up 1", "b up 1"], sites.Select(s => $"{s.GetProperty("site")} {s.GetProperty("health")} {s.GetProperty("calls").GetProperty("calls").EnumerateArray().Sum(c => c.GetInt32())}"));
    }

    [Fact]
    public async Task Console_IsOnePageUnderAStrictPolicy()
    {
        using var response = await shop.Running.Admin.GetAsync("/", TestContext.Current.CancellationToken);
        var page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();

        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal(2, policy.Split("'sha256-").Length - 1);
        foreach (var (tag, directive) in new[] { ("style", "style-src"), ("script", "script-src") })
        {
            var content = page.Split($"<{tag}>")[1].Split($"</{tag}>")[0];
            var digest = Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(content)));
            Assert.Contains($"{directive} 'sha256-{digest}'", policy, StringComparison.Ordinal);
        }

        Assert.DoesNotMatch("""(?i)\son[a-z]+=|javascript:|innerHTML|<link[^>]+href="http|src=""", page);
        Assert.Equal("DENY", response.Headers.GetValues("X-Frame-Options").Single());
    }

    [Fact]
    public async Task Dashboard_NeedsTheKeyAndShowsTheOwnCluster()
    {
        await using var gateway = await RunningGateway.StartAsync(shop.Sites, null, "Gateway:DashboardUrl=http://127.0.0.1:0");
        await gateway.WaitForSitesAsync();
        var address = gateway.Host.Dashboard!.Urls.Single();
        using var http = new HttpClient { BaseAddress = new Uri(address) };

        Assert.Equal(401, (await Answer.SendAsync(http, "GET", "/")).Status);
        Assert.Equal(401, (await Answer.SendAsync(http, "GET", "/DashboardCounters")).Status);
        http.DefaultRequestHeaders.Authorization = new("Bearer", gateway.Key.Text);
        Assert.Equal(200, (await Answer.SendAsync(http, "GET", "/")).Status);
        Assert.Equal(200, (await Answer.SendAsync(http, "GET", "/version")).Status);
    }

    [Fact]
    public void Audit_SurvivesRestartAndACutLine_AndIsBounded()
    {
        var path = Path.Combine(RunningGateway.NewFolder(), "audit.jsonl");
        static AuditEntry Entry(int n) => new() { At = DateTimeOffset.UnixEpoch, Gateway = "g", Actor = "a", Action = "site.drain", Target = $"{n}" };
        using (var log = new AuditLog(path))
            for (var n = 0; n < AuditLog.Remembered + 5; n++) log.Append(Entry(n));
        File.AppendAllText(path, """{"at":"2026-01-01T00:00""");

        using var reopened = new AuditLog(path);
        reopened.Append(Entry(-1));

        var entries = reopened.Last(AuditLog.Remembered);
        Assert.Equal(AuditLog.Remembered, entries.Count);
        Assert.Equal(["-1", $"{AuditLog.Remembered + 4}"], entries.Take(2).Select(e => e.Target));
        reopened.Dispose();
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private static Task<Answer> Send(RunningGateway gateway, string method, string path, string? json = null) =>
        Answer.SendAsync(gateway.Admin, method, path, json);
}
