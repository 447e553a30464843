using ActiveActive.SiteLink;

namespace ActiveActive.Silo;

/// <summary>One fault of the site link, as <c>/faults/site-link</c> lists it.</summary>
/// <param name="Peer">The other site.</param>
/// <param name="Cut">Nothing passes.</param>
/// <param name="DelayMilliseconds">Everything passes so much later.</param>
/// <param name="SecondsLeft">When it ends by itself.</param>
internal sealed record SiteLinkFaultStatus(string Peer, bool Cut, double DelayMilliseconds, double SecondsLeft)
{
    public static IReadOnlyList<SiteLinkFaultStatus> Of(ISiteLinkFaults link) =>
        [.. link.Active.Select(f => new SiteLinkFaultStatus(f.Peer.Value, f.Cut, f.Delay.TotalMilliseconds, f.Duration.TotalSeconds))];
}
