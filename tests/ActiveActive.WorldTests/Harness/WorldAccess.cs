using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActiveActive.LocalWorld.Demo.Calls;
using ActiveActive.World;

namespace ActiveActive.WorldTests.Harness;

/// <summary>What a user of a world that runs needs: its addresses, its key, and a client.</summary>
internal sealed class WorldAccess : IDisposable
{
    private WorldAccess(WorldDocument world, string control, string key)
    {
        World = world;
        Control = control;
        Key = key;
        Addresses = new ShopAddresses(
            world.Gateways.ToDictionary(g => g.Site, g => g.Endpoint), world.Gateways.ToDictionary(g => g.Site, g => g.OperationsUrl!), key);
    }

    /// <summary>The document as it was when the world became ready.</summary>
    public WorldDocument World { get; }

    /// <summary>The control endpoint.</summary>
    public string Control { get; }

    /// <summary>The key.</summary>
    public string Key { get; }

    /// <summary>Where callers and operators go.</summary>
    public ShopAddresses Addresses { get; }

    /// <summary>Follows no redirects and keeps no cookies.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler
    {
        UseProxy = false, AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(2),
    });

    /// <summary>Reads what <c>world.json</c> says about a world that is ready.</summary>
    public static async Task<WorldAccess> OpenAsync(LauncherProcess launcher)
    {
        await launcher.ReadyAsync();
        var world = JsonSerializer.Deserialize(await File.ReadAllTextAsync(Path.Combine(launcher.Data, "world.json")), WorldJson.Default.WorldDocument)!;
        Assert.True(world.Ready, "world.json says that the world is not ready after the event said it is");
        return new WorldAccess(world, (string)launcher.Starting!["control"]!, (await File.ReadAllTextAsync(Path.Combine(launcher.Data, "admin.key"))).Trim());
    }

    /// <summary>What an operator can do.</summary>
    public OperatorClient Operator => new(Http, Addresses, TimeProvider.System);

    /// <summary>A caller of a site.</summary>
    public ShopCaller Caller(string site) => new(Http, Addresses, site, TimeProvider.System);

    /// <summary>Sends one request, with the key or without it.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string address, JsonObject? body = null, bool withKey = false)
    {
        var request = new HttpRequestMessage(method, address);
        if (body is not null) request.Content = JsonContent.Create(body);
        if (withKey) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        return Http.SendAsync(request);
    }

    /// <inheritdoc/>
    public void Dispose() => Http.Dispose();
}
