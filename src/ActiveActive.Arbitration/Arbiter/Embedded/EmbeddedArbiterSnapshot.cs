namespace ActiveActive.Arbitration;

/// <summary>The register as a snapshot file holds it.</summary>
/// <param name="Revision">Of the register.</param>
/// <param name="Entries">Every key.</param>
public sealed record EmbeddedArbiterSnapshot(long Revision, IReadOnlyList<EmbeddedArbiterEntry> Entries);
