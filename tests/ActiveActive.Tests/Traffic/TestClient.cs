using ActiveActive.Traffic;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace ActiveActive.Tests.Traffic;

/// <summary>An application with a multi-cluster client at home in site <c>a</c>.</summary>
internal sealed class TestClient : IAsyncDisposable
{
    public static readonly SiteId A = SiteId.Parse("a");
    public static readonly SiteId B = SiteId.Parse("b");

    private readonly IHost _host;

    private TestClient(IHost host) => _host = host;

    public IMultiClusterClient Client => _host.Services.GetRequiredService<IMultiClusterClient>();

    public ITrafficControl Control => _host.Services.GetRequiredService<ITrafficControl>();

    public static async Task<TestClient> StartAsync(TestCluster a, TestCluster b, Action<MultiClusterClientOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddMultiClusterClient(options =>
        {
            options.HomeSite = A;
            options.AddCluster(A, a.ConfigureClient).AddCluster(B, b.ConfigureClient);
            options.Health.ProbePeriod = TimeSpan.FromMilliseconds(100);
            configure?.Invoke(options);
        });
        var host = builder.Build();
        await host.StartAsync();
        return new TestClient(host);
    }

    /// <summary>Waits until a snapshot is as wanted.</summary>
    public async Task<TrafficSnapshot> WaitForAsync(string phase, Func<TrafficSnapshot, bool> wanted)
    {
        var seen = new TaskCompletionSource<TrafficSnapshot>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Look(TrafficSnapshot snapshot)
        {
            if (wanted(snapshot)) seen.TrySetResult(snapshot);
        }

        Control.Changed += Look;
        Look(Control.Snapshot);
        try
        {
            return await seen.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{phase}: the sites are {string.Join(", ", Control.Snapshot.Sites)}");
        }
        finally
        {
            Control.Changed -= Look;
        }
    }

    public Task<TrafficSnapshot> WaitForHealthAsync(SiteHealth a, SiteHealth b) =>
        WaitForAsync($"waiting for a {a}, b {b}", s => s.Sites[0].Health == a && s.Sites[1].Health == b);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
