using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActiveActive.World;
using ActiveActive.WorldTests.Harness;

namespace ActiveActive.WorldTests.Worlds;

/// <summary>A world as its users meet it: shop, keys, faults, and the document that says what runs where.</summary>
public abstract class ContractTests(WorldFixture world)
{
    [Fact]
    public async Task Shop_ThroughBothGateways_ServesEitherSiteAndSaysWhich()
    {
        foreach (var gateway in world.Access.Addresses.Gateways)
            foreach (var site in world.Access.Addresses.Sites)
            {
                var path = $"{gateway.Value}/shop/products/contract-{gateway.Key}-{site}";
                using var put = new HttpRequestMessage(HttpMethod.Put, path)
                {
                    Content = new StringContent("""{"name": "Cup", "priceCents": 900}""", System.Text.Encoding.UTF8, "application/json"),
                };
                put.Headers.Add("Prefer-Site", site);
                using var answer = await world.Access.Http.SendAsync(put);

                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                Assert.Equal(site, answer.Headers.GetValues("Site").Single());
                Assert.Equal(site == gateway.Key ? "home" : "preferred", Reason(answer, site == gateway.Key));
                Assert.NotEmpty(answer.Headers.GetValues("Session").Single());
            }
    }

    [Fact]
    public async Task Shop_BadRequest_NamesTheFieldAndChangesNothing()
    {
        var gateway = world.Access.Addresses.Gateways["a"];
        using var answer = await world.Access.SendAsync(HttpMethod.Put, $"{gateway}/shop/products/bad", new JsonObject { ["name"] = "Cup", ["priceCents"] = -1 });
        var problem = await ProblemAsync(answer, HttpStatusCode.BadRequest);
        using var get = await world.Access.SendAsync(HttpMethod.Get, $"{gateway}/shop/products/bad");

        Assert.Equal("priceCents", (string?)problem["field"]);
        Assert.Equal(HttpStatusCode.NotFound, get.StatusCode);
    }

    [Fact]
    public async Task OperatingEndpoints_WithoutTheKey_AreClosed()
    {
        var closed = world.Access.World.Gateways.SelectMany(g => new[] { $"{g.OperationsUrl}/", $"{g.OperationsUrl}/admin/world", $"{g.OperationsUrl}/admin/faults" })
            .Concat(world.Access.World.Sites.Select(s => s.Dashboard!))
            .Concat(world.Access.World.Silos.SelectMany(s => new[] { $"{s.OperationsUrl}/dashboard/", $"{s.OperationsUrl}/faults/connections" }))
            .Concat([$"{world.Access.Control}/world", $"{world.Access.Control}/faults"]);

        foreach (var address in closed)
        {
            using var without = await world.Access.SendAsync(HttpMethod.Get, address);
            using var with = await world.Access.SendAsync(HttpMethod.Get, address, withKey: true);
            Assert.True(without.StatusCode == HttpStatusCode.Unauthorized, $"{address} answers {without.StatusCode} without the key");
            Assert.True(with.StatusCode != HttpStatusCode.Unauthorized, $"{address} does not take the key");
        }
    }

    [Fact]
    public async Task EveryHost_Health_IsOpenAndMetricsArePublished()
    {
        foreach (var process in world.Access.World.Silos.Concat(world.Access.World.Gateways))
        {
            using var health = await world.Access.SendAsync(HttpMethod.Get, $"{process.OperationsUrl}/healthz");
            using var metrics = await world.Access.SendAsync(HttpMethod.Get, $"{process.OperationsUrl}/metrics");
            Assert.Equal(HttpStatusCode.OK, health.StatusCode);
            Assert.Contains("# TYPE", await metrics.Content.ReadAsStringAsync());
        }
    }

    [Theory]
    [InlineData("""{"kind": "explode", "target": "a-1"}""", "kind")]
    [InlineData("""{"kind": "pause", "target": "a-99"}""", "target")]
    [InlineData("""{"kind": "pause", "target": "a-1", "durationSeconds": 0}""", "durationSeconds")]
    [InlineData("""{"kind": "pause", "target": "a-1", "durationSeconds": "soon"}""", "durationSeconds")]
    [InlineData("""{"kind": "delay", "target": "link:a-b", "delayMilliseconds": -1}""", "delayMilliseconds")]
    public async Task Fault_IsNotLegal_NamesTheFieldAndHarmsNobody(string body, string field)
    {
        foreach (var address in (string[])[$"{world.Access.Addresses.Admins["a"]}/admin/faults", $"{world.Access.Control}/faults"])
        {
            var before = await FaultsAsync();
            using var answer = await world.Access.SendAsync(HttpMethod.Post, address, (JsonObject)JsonNode.Parse(body)!, withKey: true);
            Assert.Equal(field, (string?)(await ProblemAsync(answer, HttpStatusCode.BadRequest))["field"]);
            Assert.Equal(before.Count, (await FaultsAsync()).Count);
        }
    }

    [Fact]
    public async Task Fault_ThatDoesNotExist_CannotBeEnded()
    {
        using var answer = await world.Access.SendAsync(HttpMethod.Delete, $"{world.Access.Control}/faults/f-none", withKey: true);
        Assert.Equal("not-found", (string?)(await ProblemAsync(answer, HttpStatusCode.NotFound))["type"]);
    }

    [Fact]
    public async Task Pause_ItsTimeIsOver_EndsByItself()
    {
        var store = (await world.Access.Operator.WorldAsync(default)).Stores.First(s => s.Name == "store-b");
        var fault = await world.Access.Operator.InjectAsync(
            new FaultRequest { Kind = FaultKinds.Pause, Target = store.Name, DurationSeconds = 2 }, TestContext.Current.CancellationToken);
        await Until.HoldsAsync("the store to be stopped", () => Task.FromResult(Until.IsStopped(store.Pid!.Value) ? null : "it runs"));

        await Until.HoldsAsync("the pause to end by itself", async () =>
            (await FaultsAsync()).Single(f => f.Id == fault.Id).State is var state && state == "expired" && !Until.IsStopped(store.Pid!.Value)
                ? null : $"the fault is {state}");
    }

    [Fact]
    public async Task Link_IsCutOneWay_OnlyThatSitesSilosAreToldAndBothHealAtItsEnd()
    {
        var fault = await world.Access.Operator.InjectAsync(
            new FaultRequest { Kind = FaultKinds.Cut, Target = "link:a>b", DurationSeconds = 60 }, TestContext.Current.CancellationToken);
        Assert.Equal(["a-1", "a-2", "a-3"], fault.Processes);
        Assert.All(await LinksAsync("a"), l => Assert.Contains("\"cut\":true", l));
        Assert.All(await LinksAsync("b"), l => Assert.DoesNotContain("\"cut\":true", l));

        await world.Access.Operator.HealAsync(fault.Id, TestContext.Current.CancellationToken);
        await Until.HoldsAsync("the link to be open again", async () =>
            (await LinksAsync("a")).FirstOrDefault(l => l.Contains("\"cut\":true", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task World_ControlEndpointAndGateways_NameTheSameProcesses()
    {
        using var control = await world.Access.SendAsync(HttpMethod.Get, $"{world.Access.Control}/world", withKey: true);
        var told = JsonSerializer.Deserialize(await control.Content.ReadAsStringAsync(), WorldJson.Default.WorldDocument)!;
        var gateway = await world.Access.Operator.WorldAsync(TestContext.Current.CancellationToken);

        Assert.Equal(world.Profile, told.Profile);
        Assert.Equal(["a", "b"], told.Sites.Select(s => s.Site));
        Assert.Equal(Names(told), Names(gateway));
        Assert.Equal(6, told.Silos.Count);
        Assert.All(told.Silos.Concat(told.Gateways).Concat(told.Stores), p => Assert.True(p.Pid is > 0 && Directory.Exists($"/proc/{p.Pid}"), $"{p.Name} has pid {p.Pid}"));

        static IEnumerable<(string, int?)> Names(WorldDocument w) => w.Silos.Concat(w.Gateways).Concat(w.Stores).Select(p => (p.Name, p.Pid)).Order();
    }

    [Fact]
    public async Task SecondLauncher_OnTheSameFolder_IsRefusedAndHarmsNothing()
    {
        world.Require();
        await using var second = LauncherProcess.Start(world.Launcher.Data, "--profile", world.Profile);

        Assert.Equal(1, await second.ExitAsync(TimeSpan.FromSeconds(20)));
        await second.EventAsync("the refusal", e => (string?)e["event"] == "failed" && ((string)e["message"]!).Contains("another launcher", StringComparison.Ordinal), TimeSpan.FromSeconds(5));
        Assert.All((await world.Access.Operator.WorldAsync(TestContext.Current.CancellationToken)).Gateways, g => Assert.Equal(WorldStatus.Up, g.Status));
    }

    private async Task<IReadOnlyList<FaultStatus>> FaultsAsync()
    {
        using var answer = await world.Access.SendAsync(HttpMethod.Get, $"{world.Access.Control}/faults", withKey: true);
        return JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(), WorldJson.Default.IReadOnlyListFaultStatus)!;
    }

    private async Task<string[]> LinksAsync(string site) => await Task.WhenAll(world.Access.World.Silos.Where(s => s.Site == site).Select(async silo =>
    {
        using var answer = await world.Access.SendAsync(HttpMethod.Get, $"{silo.OperationsUrl}/faults/site-link", withKey: true);
        return $"{silo.Name}: {await answer.Content.ReadAsStringAsync()}";
    }));

    private static string Reason(HttpResponseMessage answer, bool isHome)
    {
        var reason = answer.Headers.GetValues("Site-Reason").Single();
        // A wish for the own site is as good as none.
        return isHome && reason == "preferred" ? "home" : reason;
    }

    private static async Task<JsonObject> ProblemAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"answers {answer.StatusCode}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return (JsonObject)JsonNode.Parse(text)!;
    }
}

[Collection(EmbeddedWorldTests.Name)]
public sealed class EmbeddedContractTests(EmbeddedWorld world) : ContractTests(world);

[Collection(ServicesWorldTests.Name)]
public sealed class ServicesContractTests(ServicesWorld world) : ContractTests(world);
