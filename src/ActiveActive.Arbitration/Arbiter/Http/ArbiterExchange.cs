namespace ActiveActive.Arbitration;

/// <summary>What became of one request to the members of an arbiter.</summary>
/// <param name="Verdict">What the caller may conclude.</param>
/// <param name="Body">The answer when there is one.</param>
/// <param name="Reason">Why there is none.</param>
internal readonly record struct ArbiterExchange(ArbiterVerdict Verdict, ReadOnlyMemory<byte> Body, string Reason);
