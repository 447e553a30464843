namespace ActiveActive;

/// <summary>The call was shed before any work was done for it.</summary>
[GenerateSerializer, Alias("aa.Overloaded")]
public sealed class OverloadedException(string message, TimeSpan retryAfter)
    : ActiveActiveException(ErrorSlugs.Overloaded, CallOutcome.NotApplied, message)
{
    /// <summary>How long the caller should wait before it tries again.</summary>
    [Id(0)]
    public TimeSpan RetryAfter { get; } = retryAfter;
}
