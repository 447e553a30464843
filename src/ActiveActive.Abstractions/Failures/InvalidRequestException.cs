namespace ActiveActive;

/// <summary>A value is outside its legal range. Nothing changed.</summary>
/// <param name="field">Name of the offending field as the caller knows it.</param>
/// <param name="message">What is wrong with it and what is legal.</param>
[GenerateSerializer, Alias("aa.InvalidRequest")]
public sealed class InvalidRequestException(string field, string message)
    : ActiveActiveException(ErrorSlugs.InvalidRequest, CallOutcome.NotApplied, message)
{
    /// <summary>Name of the offending field as the caller knows it.</summary>
    [Id(0)]
    public string Field { get; } = field;
}
