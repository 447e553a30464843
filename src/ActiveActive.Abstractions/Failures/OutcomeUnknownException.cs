namespace ActiveActive;

/// <summary>The call was sent and its answer did not come: it may have been applied, or may still be. Retry with the same operation id.</summary>
[GenerateSerializer, Alias("aa.OutcomeUnknown")]
public sealed class OutcomeUnknownException(string message, Exception? inner = null)
    : ActiveActiveException(ErrorSlugs.OutcomeUnknown, CallOutcome.Unknown, message, inner);
