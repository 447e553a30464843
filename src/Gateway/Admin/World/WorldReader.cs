using ActiveActive.Gateway.Admin.Traffic;
using ActiveActive.Gateway.Hosting;
using ActiveActive.World;

namespace ActiveActive.Gateway.Admin.World;

/// <summary>Reads the world for whoever looks, asking its sources at most once per <see cref="MaxAge"/> however many look.</summary>
internal sealed class WorldReader(
    GatewaySettings settings, SupervisedWorld supervised, ClusterMembers members, GatewayReporter reporter, PolicyExchange exchange, TimeProvider time) : IDisposable
{
    /// <summary>Age up to which an answer is given again.</summary>
    public static readonly TimeSpan MaxAge = TimeSpan.FromMilliseconds(500);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private WorldDocument? _last;
    private long _read;

    /// <summary>The world.</summary>
    public async Task<WorldDocument> ReadAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_last is not null && time.GetElapsedTime(_read) < MaxAge) return _last;
            _last = await AskAsync(cancellationToken);
            _read = time.GetTimestamp();
            return _last;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<WorldDocument> AskAsync(CancellationToken cancellationToken)
    {
        var world = supervised.ReadAsync(cancellationToken);
        var asked = settings.Sites.All.ToDictionary(s => s.Value, s => members.OfAsync(s, cancellationToken));
        await Task.WhenAll([world, .. asked.Values]);

        var own = reporter.Report();
        var configured = WorldComposer.Configured(
            settings.Gateway.ServiceId, settings.Clusters.Select(c => (c.Key.Value, c.Value.ClusterId)), own, exchange.Peers, time.GetUtcNow());
        var listed = new Dictionary<string, IReadOnlyList<ClusterMember>?>(StringComparer.Ordinal);
        foreach (var (site, task) in asked) listed[site] = await task;
        return WorldComposer.Compose(configured, await world, listed, own.Sites.ToDictionary(s => s.Site, s => s.Health, StringComparer.Ordinal));
    }
}
