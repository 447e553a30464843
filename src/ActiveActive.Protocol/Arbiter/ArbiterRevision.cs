namespace ActiveActive.Protocol.Arbiter;

/// <summary>
/// When a key at the arbiter was last changed, counted by the arbiter over all keys. Grows with every change of the key and is
/// never reused, so that "the revision has not moved" means "nobody has changed it".
/// </summary>
/// <param name="Value">0 for a key that does not exist, else at least 1.</param>
public readonly record struct ArbiterRevision(long Value) : IComparable<ArbiterRevision>
{
    /// <summary>The revision of a key that does not exist.</summary>
    public static ArbiterRevision Absent => default;

    /// <summary>True when no such key exists.</summary>
    public bool IsAbsent => Value == 0;

    /// <inheritdoc/>
    public int CompareTo(ArbiterRevision other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => IsAbsent ? "absent" : $"@{Value}";
}
