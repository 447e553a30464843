using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.Arbitration;

/// <summary>Something below an observed prefix may have changed; read it to know.</summary>
/// <param name="Revision">Of the arbiter when the hint was made.</param>
public readonly record struct ArbiterHint(ArbiterRevision Revision);
