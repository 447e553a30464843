namespace ActiveActive;

/// <summary>The thing the call is about does not exist. Nothing changed.</summary>
[GenerateSerializer, Alias("aa.NotFound")]
public sealed class NotFoundException(string message)
    : ActiveActiveException(ErrorSlugs.NotFound, CallOutcome.NotApplied, message);
