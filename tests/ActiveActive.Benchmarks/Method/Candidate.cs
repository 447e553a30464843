namespace ActiveActive.Benchmarks.Method;

/// <summary>A variant that is compared with a baseline.</summary>
/// <param name="Title">Name of the comparison in the report.</param>
/// <param name="Variant">What is measured.</param>
/// <param name="Pass">Least ratio that passes.</param>
/// <param name="WorldClass">Ratio of the best.</param>
internal sealed record Candidate(string Title, Variant Variant, double Pass, double WorldClass);
