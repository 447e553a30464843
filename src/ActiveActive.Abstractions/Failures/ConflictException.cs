namespace ActiveActive;

/// <summary>The request is well-formed but the state does not allow it (not enough stock, an id reused for something else). Nothing changed.</summary>
[GenerateSerializer, Alias("aa.Conflict")]
public sealed class ConflictException(string message)
    : ActiveActiveException(ErrorSlugs.Conflict, CallOutcome.NotApplied, message);
