using ActiveActive.SiteLink;

namespace ActiveActive.Silo;

/// <summary>Body of <c>PUT /faults/site-link</c>: a fault on what this silo sends to a site. Neither cut nor delayed: heals it.</summary>
internal sealed record SiteLinkFaultRequest
{
    public string? Peer { get; init; }

    public bool Cut { get; init; }

    public double DelayMilliseconds { get; init; }

    public double DurationSeconds { get; init; } = FaultDuration.DefaultSeconds;

    /// <summary>The problem with it; or null, and the fault.</summary>
    public IResult? Validate(out SiteLinkFault? fault)
    {
        fault = null;
        if (!SiteId.TryParse(Peer, out var peer)) return FaultDuration.Invalid("peer", "is the id of another site.");
        if (!(DelayMilliseconds >= 0 && DelayMilliseconds <= SiteLinkFault.MaxDelay.TotalMilliseconds))
            return FaultDuration.Invalid("delayMilliseconds", $"is {DelayMilliseconds}; 0 to {SiteLinkFault.MaxDelay.TotalMilliseconds} is legal.");
        if (FaultDuration.Validate(DurationSeconds) is { } problem) return problem;
        fault = new SiteLinkFault(peer, SiteLinkDirection.Outgoing, Cut, TimeSpan.FromMilliseconds(DelayMilliseconds), TimeSpan.FromSeconds(DurationSeconds));
        return null;
    }
}
