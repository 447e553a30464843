using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.Arbitration;

/// <summary>One entry on the wire and in a snapshot.</summary>
public sealed record EmbeddedArbiterEntry(string Key, long Revision, byte[] Value)
{
    /// <summary>The entry as it travels.</summary>
    public static EmbeddedArbiterEntry Of(ArbiterEntry entry) => new(entry.Key, entry.Revision.Value, entry.Value.ToArray());

    /// <summary>The entry as it was.</summary>
    public ArbiterEntry ToEntry() => new(Key, Value, new(Revision));
}
