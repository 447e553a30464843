namespace ActiveActive.SiteLink;

/// <summary>One call as its handler sees it.</summary>
/// <param name="From">The caller's site, proven by its certificate.</param>
/// <param name="FromName">The name the caller gave itself within its site; informative, not proven.</param>
/// <param name="Payload">What it sent. Valid until the handler's task completes.</param>
public readonly record struct SiteLinkRequest(SiteId From, string FromName, ReadOnlyMemory<byte> Payload);
