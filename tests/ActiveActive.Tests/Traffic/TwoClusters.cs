using ActiveActive.Traffic;

namespace ActiveActive.Tests.Traffic;

/// <summary>Two clusters that stay up and a client that reaches both: for tests that do not disturb them.</summary>
public sealed class TwoClusters : IAsyncLifetime
{
    private readonly TestCluster _a = new("a");
    private readonly TestCluster _b = new("b");
    private TestClient? _client;

    public IMultiClusterClient Client => _client!.Client;

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(_a.StartAsync(), _b.StartAsync());
        _client = await TestClient.StartAsync(_a, _b);
        await _client.WaitForHealthAsync(SiteHealth.Up, SiteHealth.Up);
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null) await _client.DisposeAsync();
        await Task.WhenAll(_a.StopAsync(), _b.StopAsync());
    }
}
