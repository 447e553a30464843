namespace ActiveActive.Replication;

/// <summary>A write exceeds the configured size. Nothing changed.</summary>
/// <param name="actual">Its size in bytes.</param>
/// <param name="limit">The limit in bytes.</param>
[GenerateSerializer, Alias("aa.StateTooLarge")]
public sealed class StateTooLargeException(int actual, int limit) : ActiveActiveException(
    ErrorSlugs.InvalidRequest, CallOutcome.NotApplied,
    $"the write is {actual} bytes and at most {limit} are allowed: split the state over several grains, or raise MaxWriteBytes if the hub carries it.")
{
    /// <summary>Size of the write in bytes.</summary>
    [Id(0)]
    public int Actual { get; } = actual;

    /// <summary>The limit in bytes.</summary>
    [Id(1)]
    public int Limit { get; } = limit;
}
