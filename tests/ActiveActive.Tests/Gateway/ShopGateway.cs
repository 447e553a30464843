using ActiveActive.Tests.Gateway;

[assembly: AssemblyFixture(typeof(ShopGateway))]

namespace ActiveActive.Tests.Gateway;

/// <summary>Two sites that stay up and a gateway of the first: for tests that do not disturb them and use keys of their own.</summary>
public sealed class ShopGateway : IAsyncLifetime
{
    private readonly ShopSite _a = new("a");
    private readonly ShopSite _b = new("b");
    private RunningGateway _gateway = null!;
    private int _keys;

    /// <summary>The public listener.</summary>
    public HttpClient Http => _gateway.Public;

    internal RunningGateway Running => _gateway;

    internal IReadOnlyList<ShopSite> Sites => [_a, _b];

    /// <summary>A key nobody has used.</summary>
    public string NewKey(string prefix) => $"{prefix}-{Interlocked.Increment(ref _keys)}";

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(_a.StartAsync(), _b.StartAsync());
        _gateway = await RunningGateway.StartAsync([_a, _b]);
        await _gateway.WaitForSitesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await Task.WhenAll(_a.StopAsync(), _b.StopAsync());
    }
}
