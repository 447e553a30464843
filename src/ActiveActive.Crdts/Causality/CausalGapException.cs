namespace ActiveActive.Crdts;

/// <summary>Too many dots are missing between those seen. Nothing was merged; merging the origin's whole state closes the gaps.</summary>
/// <param name="message">How many, and the limit.</param>
public sealed class CausalGapException(string message) : Exception(message);
