using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.Arbitration;

/// <summary>One key of a transaction on the wire.</summary>
public sealed record EmbeddedArbiterWrite(string Key, long Expected, ArbiterWriteKind Kind, byte[] Value);
