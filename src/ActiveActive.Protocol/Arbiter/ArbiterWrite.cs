namespace ActiveActive.Protocol.Arbiter;

/// <summary>What a transaction does to one key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Expected">The revision the key must still have; <see cref="ArbiterRevision.Absent"/>: it must not exist.</param>
/// <param name="Kind">Whether the key is only compared, written or deleted.</param>
/// <param name="Value">The new bytes of a put; empty otherwise.</param>
public sealed record ArbiterWrite(string Key, ArbiterRevision Expected, ArbiterWriteKind Kind, ReadOnlyMemory<byte> Value);
