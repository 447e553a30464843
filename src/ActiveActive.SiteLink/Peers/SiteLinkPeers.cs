using Microsoft.Extensions.Hosting;

namespace ActiveActive.SiteLink;

/// <summary>Holds the peers, starts them with the host, and leaves in order when it stops.</summary>
internal sealed class SiteLinkPeers : ISiteLink, IHostedLifecycleService
{
    private readonly Dictionary<SiteId, SiteLinkPeer> _peers = [];
    private readonly LinkEndpoint _endpoint;

    public SiteLinkPeers(LinkContext context, LinkEndpoint endpoint)
    {
        _endpoint = endpoint;
        IsEnabled = context.Options.ListenUrl.Length > 0;
        if (!IsEnabled) return;
        Site = SiteId.Parse(context.Options.Site);
        foreach (var (site, endpoints) in context.Options.Peers) _peers[SiteId.Parse(site)] = new SiteLinkPeer(context, SiteId.Parse(site), endpoints);
    }

    public SiteId Site { get; }

    public bool IsEnabled { get; }

    public IReadOnlyList<ISiteLinkPeer> Peers => [.. _peers.Values.OrderBy(peer => peer.Site)];

    public ISiteLinkPeer GetPeer(SiteId site) => _peers.TryGetValue(site, out var peer)
        ? peer
        : throw new SiteLinkException(
            SiteLinkError.UnknownPeer,
            CallOutcome.NotApplied,
            site,
            IsEnabled ? $"site '{site}' is no peer of this silo: list its endpoints under SiteLink:Peers:{site}." : "the site link is off: set SiteLink:ListenUrl.");

    Task IHostedLifecycleService.StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedService.StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task IHostedLifecycleService.StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var peer in _peers.Values) peer.Start();
        return Task.CompletedTask;
    }

    // Before anything else stops, so that what the other sites have under way here still finds its handlers.
    Task IHostedLifecycleService.StoppingAsync(CancellationToken cancellationToken) => _endpoint.StopAsync(cancellationToken);

    Task IHostedService.StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // After everything else has stopped, so that it could still call the other sites.
    async Task IHostedLifecycleService.StoppedAsync(CancellationToken cancellationToken)
    {
        foreach (var peer in _peers.Values) await peer.DisposeAsync().ConfigureAwait(false);
    }
}
