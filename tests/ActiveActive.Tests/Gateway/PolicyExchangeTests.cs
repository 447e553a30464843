using ActiveActive.Gateway.Admin.Traffic;
using ActiveActive.Traffic;

namespace ActiveActive.Tests.Gateway;

/// <summary>All gateways route alike: a policy changed at one is in force at the others, and stays so across restarts.</summary>
public sealed class PolicyExchangeTests(ShopGateway shop)
{
    [Fact]
    public async Task Change_AtOne_IsInForceAtTheOther_BothWays()
    {
        var folder = RunningGateway.NewFolder();
        var (portA, portB) = (ShopSite.FreePort(), ShopSite.FreePort());
        await using var a = await StartAsync(folder, [.. shop.Sites], portA, portB);
        await using var b = await StartAsync(folder, [.. shop.Sites.Reverse()], portB, portA);

        await Answer.SendAsync(a.Admin, "POST", "/admin/sites/b/drain");
        await b.WaitForTrafficAsync("waiting for the drain at b", s => s.Policy.Drained.Count == 1);
        await Answer.SendAsync(b.Admin, "PUT", "/admin/traffic", """{"drained":[],"weights":{"a":3,"b":1}}""");
        await a.WaitForTrafficAsync("waiting for the weights at a", s => s.Policy.Weights.Count == 2);

        Assert.Equal(b.Traffic.Policy.Version, a.Traffic.Policy.Version);
        Assert.Equal(new PolicyVersion(2, "gateway-b"), a.Traffic.Policy.Version);
        var audit = (await Answer.SendAsync(a.Admin, "GET", "/admin/audit")).Body.GetProperty("items");
        Assert.Equal(("traffic.adopt", "peer:gateway-b"), (audit[0].GetProperty("action").GetString(), audit[0].GetProperty("actor").GetString()));
    }

    [Fact]
    public async Task Gateway_Restarted_KeepsThePolicy_AlsoWithoutTheOther()
    {
        var folder = RunningGateway.NewFolder();
        var (portA, portB) = (ShopSite.FreePort(), ShopSite.FreePort());
        await using (var a = await StartAsync(folder, [.. shop.Sites], portA, portB))
            Assert.Equal(200, (await Answer.SendAsync(a.Admin, "POST", "/admin/sites/b/drain")).Status);

        await using var again = await StartAsync(folder, [.. shop.Sites], portA, portB);

        Assert.Equal(new PolicyVersion(1, "gateway-a"), again.Traffic.Policy.Version);
        Assert.Equal("b", again.Traffic.Policy.Drained.Single().Value);
        var peer = (await Answer.SendAsync(again.Admin, "GET", "/admin/traffic")).Body.GetProperty("peers")[0];
        Assert.False(peer.GetProperty("reachable").GetBoolean());
    }

    [Fact]
    public async Task Gateway_ThatWasAway_LearnsWhatItMissed()
    {
        var folder = RunningGateway.NewFolder();
        var (portA, portB) = (ShopSite.FreePort(), ShopSite.FreePort());
        await using var a = await StartAsync(folder, [.. shop.Sites], portA, portB);
        await Answer.SendAsync(a.Admin, "POST", "/admin/sites/a/drain");

        await using var b = await StartAsync(folder, [.. shop.Sites.Reverse()], portB, portA);

        await b.WaitForTrafficAsync("waiting for what b missed", s => s.Policy.Version == a.Traffic.Policy.Version);
        Assert.Equal("a", b.Traffic.Policy.Drained.Single().Value);
    }

    [Theory]
    [InlineData("""{"counter":-1,"origin":"x"}""")]
    [InlineData("""{"counter":9223372036854775807,"origin":"x"}""")]
    public async Task Exchange_OfAPolicyNobodyCouldSucceed_IsRefused(string version)
    {
        var body = $$$"""{"name":"gateway-x","site":"b","policy":{"version":{{{version}}},"weights":{},"drained":[]}}""";
        var before = shop.Running.Traffic.Policy;

        var answer = await Answer.SendAsync(shop.Running.Admin, "POST", "/admin/traffic/exchange", body);

        Assert.Equal((400, "invalid-request"), (answer.Status, answer.Text("type")));
        Assert.Same(before, shop.Running.Traffic.Policy);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"name":"x","site":"b","policy":null}""")]
    [InlineData("""{"name":"x","site":"b","policy":{"version":{"counter":9,"origin":null},"weights":{"a":1}}}""")]
    [InlineData("""{"name":"x","site":"b","policy":{"version":{"counter":9,"origin":"x"},"weights":{"c":1}}}""")]
    [InlineData("""{"name":"x","site":"b","policy":{"version":{"counter":9,"origin":"x"},"drained":["a","b"]}}""")]
    [InlineData("""{"name":"x","site":"b","policy":{"version":{"counter":9,"origin":"x"},"drained":[null]}}""")]
    public async Task Exchange_OfSomethingElse_IsRefused(string body)
    {
        var before = shop.Running.Traffic.Policy;

        var answer = await Answer.SendAsync(shop.Running.Admin, "POST", "/admin/traffic/exchange", body);

        Assert.Equal((400, "invalid-request"), (answer.Status, answer.Text("type")));
        Assert.Same(before, shop.Running.Traffic.Policy);
    }

    [Fact]
    public void PolicyFile_OfSomethingElse_IsPassedOver()
    {
        var path = Path.Combine(RunningGateway.NewFolder(), "traffic.json");
        var file = new PolicyFile(path);
        Assert.Null(file.Read());
        file.Write(PolicyDocument.From(TrafficPolicy.Initial));
        Assert.Equal(PolicyVersion.Initial, file.Read()!.Version);

        File.WriteAllText(path, "{");
        Assert.Throws<System.Text.Json.JsonException>(file.Read);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    private static Task<RunningGateway> StartAsync(string folder, ShopSite[] sites, int port, int peer) => RunningGateway.StartAsync(
        sites, folder, $"Gateway:AdminUrl=http://127.0.0.1:{port}", $"Gateway:Peers:other=http://127.0.0.1:{peer}");
}
