namespace ActiveActive.Client.Shop;

/// <summary>Who answered a call, and what it took.</summary>
/// <param name="Site">Site whose cluster executed the call; empty when no site did.</param>
/// <param name="Reason">Why that site: the header <c>Site-Reason</c>.</param>
/// <param name="Gateway">The gateway that answered.</param>
/// <param name="Attempts">How often the call was sent, the answered time included.</param>
/// <param name="Elapsed">From the first sending to the answer.</param>
/// <param name="MayBeDuplicate">True when an earlier sending of a replicated write may have been applied in another site than the one that answered:
/// each site deduplicates for itself.</param>
public sealed record ServedBy(string Site, string Reason, Uri Gateway, int Attempts, TimeSpan Elapsed, bool MayBeDuplicate = false);
