namespace ActiveActive.Arbitration;

/// <summary>A member's answer.</summary>
/// <param name="Committed">For a commit whether it was applied; true for a read.</param>
/// <param name="Revision">Of the register at that instant.</param>
/// <param name="Entries">What was read, or the current values of a conflict.</param>
public sealed record EmbeddedArbiterAnswer(bool Committed, long Revision, IReadOnlyList<EmbeddedArbiterEntry> Entries);
