namespace ActiveActive.Protocol.Ownership;

/// <summary>The sign of life of a silo at the arbiter, written by that silo alone, except for the tombstone.</summary>
/// <param name="Nonce">Of the incarnation it belongs to.</param>
/// <param name="Renewals">Number of the attempt that wrote it, so that the incarnation knows which of its transactions was applied.</param>
/// <param name="IsTombstone">Ended, by a challenger or by itself: this incarnation can never renew again.</param>
public sealed record SessionRecord(string Nonce, long Renewals, bool IsTombstone);
