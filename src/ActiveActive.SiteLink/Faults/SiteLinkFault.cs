namespace ActiveActive.SiteLink;

/// <summary>A fault on one direction of the traffic with one peer.</summary>
/// <param name="Peer">The other site.</param>
/// <param name="Direction">Which half.</param>
/// <param name="Cut">True: nothing passes. Messages are held, as a network without a route holds them, and pass in order if the connection outlives
/// the cut.</param>
/// <param name="Delay">Every message passes this much later, in order; zero to <see cref="MaxDelay"/>.</param>
/// <param name="Duration">When the fault ends by itself; positive, at most <see cref="MaxDuration"/>.</param>
public sealed record SiteLinkFault(SiteId Peer, SiteLinkDirection Direction, bool Cut, TimeSpan Delay, TimeSpan Duration)
{
    /// <summary>Longest delay: ten seconds.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(10);

    /// <summary>Longest duration: ten minutes.</summary>
    public static readonly TimeSpan MaxDuration = TimeSpan.FromMinutes(10);
}
