using ActiveActive.Traffic;

namespace ActiveActive.Tests.Traffic;

/// <summary>Two clusters that stay up, and a client that reaches both: for tests that do not disturb them.</summary>
public sealed class TwoClusters : IAsyncLifetime
{
    private TestClient? _client;

    public TestCluster A { get; } = new("a");

    public TestCluster B { get; } = new("b");

    public IMultiClusterClient Client => _client!.Client;

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(A.StartAsync(), B.StartAsync());
        _client = await TestClient.StartAsync(A, B);
        await _client.WaitForHealthAsync(SiteHealth.Up, SiteHealth.Up);
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null) await _client.DisposeAsync();
        await Task.WhenAll(A.DisposeAsync().AsTask(), B.DisposeAsync().AsTask());
    }
}
