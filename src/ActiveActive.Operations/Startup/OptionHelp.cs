namespace ActiveActive.Operations;

/// <summary>One key as <c>--help</c> shows it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Default">Its default as text; empty when it has none.</param>
/// <param name="Meaning">What it means.</param>
public sealed record OptionHelp(string Key, string Default, string Meaning);
