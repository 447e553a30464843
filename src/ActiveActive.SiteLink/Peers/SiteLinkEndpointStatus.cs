namespace ActiveActive.SiteLink;

/// <summary>What is known about one endpoint of a peer.</summary>
/// <param name="Endpoint">Its address.</param>
/// <param name="IsHealthy">Null before the first attempt; false since the last attempt or connection to it failed.</param>
/// <param name="ConsecutiveFailures">Failures since the last success.</param>
/// <param name="LastError">Why the last attempt failed; null when it did not.</param>
public sealed record SiteLinkEndpointStatus(Uri Endpoint, bool? IsHealthy, int ConsecutiveFailures, string? LastError);
