namespace ActiveActive.Protocol.Arbiter;

/// <summary>One key at the arbiter as a linearizable read found it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">Its bytes; empty when the key does not exist.</param>
/// <param name="Revision">When it was last changed; <see cref="ArbiterRevision.Absent"/> when it does not exist.</param>
public sealed record ArbiterEntry(string Key, ReadOnlyMemory<byte> Value, ArbiterRevision Revision)
{
    /// <summary>True when the key exists.</summary>
    public bool Exists => !Revision.IsAbsent;

    /// <summary>The entry of a key that does not exist.</summary>
    public static ArbiterEntry Missing(string key) => new(key, ReadOnlyMemory<byte>.Empty, ArbiterRevision.Absent);
}
