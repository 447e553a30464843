namespace ActiveActive.Store;

/// <summary>The store did not carry out a call. <see cref="ActiveActiveException.Outcome"/> says whether it may still have had its effect.</summary>
[GenerateSerializer, Alias("aa.StoreException")]
public sealed class StoreException(CallOutcome outcome, string message, Exception? inner = null)
    : ActiveActiveException(outcome == CallOutcome.NotApplied ? ErrorSlugs.SiteUnavailable : ErrorSlugs.OutcomeUnknown, outcome, message, inner);
