namespace ActiveActive;

/// <summary>No site could take the call, and it is known not to have been applied anywhere. Safe to retry.</summary>
[GenerateSerializer, Alias("aa.SiteUnavailable")]
public sealed class SiteUnavailableException(string message, Exception? inner = null)
    : ActiveActiveException(ErrorSlugs.SiteUnavailable, CallOutcome.NotApplied, message, inner);
