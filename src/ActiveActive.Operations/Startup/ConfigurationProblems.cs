namespace ActiveActive.Operations;

/// <summary>Collects everything wrong with a configuration, so that one start tells all of it. Not for concurrent use.</summary>
/// <remarks>Of several problems with one key the first counts: a value that is not even a number is not also out of range.</remarks>
public sealed class ConfigurationProblems
{
    private readonly List<ConfigurationProblem> _problems = [];

    /// <summary>What was found so far, in the order found.</summary>
    public IReadOnlyList<ConfigurationProblem> All => _problems;

    /// <summary>Notes a problem.</summary>
    /// <param name="key">The key as configured.</param>
    /// <param name="value">Its value; null or empty when it is not set. Not for secrets.</param>
    /// <param name="remedy">What is wrong and what to do.</param>
    public void Add(string key, object? value, string remedy) =>
        Add(new ConfigurationProblem(key, value?.ToString() is { Length: > 0 } text ? text : null, remedy));

    /// <summary>Notes a problem with a value that may hold a secret, such as a connection string: it is not repeated.</summary>
    public void AddSecret(string key, string? value, string remedy) =>
        Add(new ConfigurationProblem(key, string.IsNullOrEmpty(value) ? null : "(not shown)", remedy));

    /// <summary>Notes a problem unless the condition holds, and returns the condition.</summary>
    public bool Require(bool condition, string key, object? value, string remedy)
    {
        if (!condition) Add(key, value, remedy);
        return condition;
    }

    /// <summary>Ends the start-up if there is any problem.</summary>
    /// <exception cref="ConfigurationException">There is; it carries all of them.</exception>
    public void ThrowIfAny()
    {
        if (_problems.Count > 0) throw new ConfigurationException(_problems);
    }

    private void Add(ConfigurationProblem problem)
    {
        if (!_problems.Exists(p => p.Key == problem.Key)) _problems.Add(problem);
    }
}
