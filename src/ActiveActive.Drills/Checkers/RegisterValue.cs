namespace ActiveActive.Drills.Checkers;

/// <summary>State of a register: a number, or absent.</summary>
/// <param name="Number">The number; null when absent.</param>
public readonly record struct RegisterValue(long? Number);
