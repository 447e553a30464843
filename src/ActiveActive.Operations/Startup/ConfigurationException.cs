namespace ActiveActive.Operations;

/// <summary>The process cannot start as configured. <see cref="HostProgram"/> prints one line per problem and ends with exit code 2.</summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>Creates the failure.</summary>
    /// <param name="problems">At least one.</param>
    public ConfigurationException(IReadOnlyList<ConfigurationProblem> problems) : base(string.Join(Environment.NewLine, problems)) =>
        Problems = [.. problems];

    /// <summary>Creates the failure from one problem found while starting, e.g. an address in use.</summary>
    public ConfigurationException(string key, string? value, string remedy) : this([new ConfigurationProblem(key, value, remedy)])
    {
    }

    /// <summary>Everything that is wrong.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems { get; }
}
