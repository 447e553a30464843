namespace ActiveActive.Operations;

/// <summary>One thing wrong with the configuration, told so that its reader can put it right.</summary>
/// <param name="Key">The key as configured, e.g. <c>Silo:SiloPort</c>.</param>
/// <param name="Value">Its value; null when it is not set. Never a secret.</param>
/// <param name="Remedy">What is wrong and what to do.</param>
public sealed record ConfigurationProblem(string Key, string? Value, string Remedy)
{
    /// <summary>One line.</summary>
    public override string ToString() =>
        $"{Key} {(Value is null ? "is not set" : $"= '{Value}'")}: {Remedy}".ReplaceLineEndings(" ");
}
