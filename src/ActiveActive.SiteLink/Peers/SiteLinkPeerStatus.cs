namespace ActiveActive.SiteLink;

/// <summary>What is known about the channel to one site: an immutable snapshot.</summary>
public sealed record SiteLinkPeerStatus
{
    /// <summary>The other site.</summary>
    public required SiteId Site { get; init; }

    /// <summary>True while there is a connection whose last ping was answered in time.</summary>
    public bool IsConnected { get; init; }

    /// <summary>The endpoint in use; null without a connection.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The name the connected silo gave itself; null without a connection.</summary>
    public string? RemoteName { get; init; }

    /// <summary>The last measured round trip; null before the first.</summary>
    public TimeSpan? LastRoundTrip { get; init; }

    /// <summary>Exponentially weighted mean of the round trips, weight 1/8 for the newest (the smoothing of RFC 6298); null before the first.</summary>
    public TimeSpan? RoundTrip { get; init; }

    /// <summary>Calls waiting to be written or to be answered.</summary>
    public int CallsInFlight { get; init; }

    /// <summary>Bytes of requests waiting to be written.</summary>
    public long QueuedBytes { get; init; }

    /// <summary>Open streams that this end opened.</summary>
    public int Streams { get; init; }

    /// <summary>Connections made since start.</summary>
    public long Connections { get; init; }

    /// <summary>Every configured endpoint, in the order of configuration.</summary>
    public IReadOnlyList<SiteLinkEndpointStatus> Endpoints { get; init; } = [];
}
