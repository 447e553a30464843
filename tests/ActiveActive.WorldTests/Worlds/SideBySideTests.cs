using System.Text.Json.Nodes;
using ActiveActive.LocalWorld.Demo.Calls;
using ActiveActive.WorldTests.Harness;

namespace ActiveActive.WorldTests.Worlds;

[Collection(EmbeddedWorldTests.Name)]
public sealed class SideBySideTests(EmbeddedWorld world) : IDisposable
{
    private readonly string _folder = TestFolder.Create();

    [Fact]
    public async Task TwoWorlds_DifferentFolders_ShareNeitherPortsNorDataNorKeys()
    {
        await using var launcher = LauncherProcess.Start(Path.Combine(_folder, "other"), "--silos", "1");
        using var other = await WorldAccess.OpenAsync(launcher);

        var body = new JsonObject { ["name"] = "Only here", ["priceCents"] = 1 };
        var put = await other.Caller("a").SendAsync(ShopCall.Write(HttpMethod.Put, "/shop/products/lonely", body, "lonely"), default);
        var here = await other.Caller("a").SendAsync(ShopCall.Get("/shop/products/lonely"), default);
        var there = await world.Access.Caller("a").SendAsync(ShopCall.Get("/shop/products/lonely"), default);
        using var foreign = await other.SendAsync(HttpMethod.Get, $"{world.Access.Control}/world", withKey: true);

        Assert.True(put.IsSuccess);
        Assert.Equal("Only here", (string?)here.Body?["name"]);
        Assert.Equal(404, there.Status);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, foreign.StatusCode);
        Assert.Empty(Ports(other).Intersect(Ports(world.Access)));
        Assert.Equal(0, await launcher.TerminateAsync());
        await launcher.NothingLeftAsync(TimeSpan.Zero);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IEnumerable<int> Ports(WorldAccess access) =>
        access.World.Silos.Concat(access.World.Gateways).Concat(access.World.Stores)
            .SelectMany(p => new[] { p.Endpoint, p.OperationsUrl }).OfType<string>().Append(access.Control)
            .Select(a => int.Parse(a[(a.LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
}
