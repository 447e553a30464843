namespace ActiveActive.Operations;

/// <summary>Why a process is not ready.</summary>
/// <param name="Check">Name of the check, e.g. <c>store</c>.</param>
/// <param name="Reason">What it found.</param>
public sealed record HealthReason(string Check, string Reason);
