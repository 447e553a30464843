namespace ActiveActive.Protocol.Arbiter;

/// <summary>
/// A compare-and-swap over several keys: when every named key still has its expected revision, all writes happen at once;
/// otherwise none does. A write without a comparison cannot be expressed.
/// </summary>
/// <remarks>
/// <para>A blind put is unsafe at any arbiter: one whose caller gave up may be applied seconds later, over a newer value.
/// A comparison makes such a straggler harmless, because a revision is never reused.</para>
/// <para>One exception: expecting a key to be absent does not tell two absences apart. Where a straggler that recreates a deleted key
/// would do harm, write a tombstone instead of deleting.</para>
/// <para>Immutable. Not larger than <see cref="ArbiterLimits"/> allows.</para>
/// </remarks>
public sealed class ArbiterTransaction
{
    private ArbiterTransaction(IReadOnlyList<ArbiterWrite> writes) => Writes = writes;

    /// <summary>The transaction that compares and changes nothing; the start of every other one.</summary>
    public static ArbiterTransaction Empty { get; } = new([]);

    /// <summary>Every key of the transaction, each exactly once.</summary>
    public IReadOnlyList<ArbiterWrite> Writes { get; }

    /// <summary>Adds the condition that the key still is as it was read.</summary>
    /// <exception cref="ArgumentException">The key is illegal or already part of the transaction, or there are too many.</exception>
    public ArbiterTransaction Expect(string key, ArbiterRevision expected) => With(new(key, expected, ArbiterWriteKind.Compare, default));

    /// <summary>Adds the condition that the key still is as it was read, and replaces its value.</summary>
    /// <exception cref="ArgumentException">The key is illegal or already part of the transaction, there are too many, or the value is too large.</exception>
    public ArbiterTransaction Put(string key, ArbiterRevision expected, ReadOnlyMemory<byte> value)
    {
        if (value.Length > ArbiterLimits.MaxValueBytes)
            throw new ArgumentException($"the value of '{key}' has {value.Length} bytes; at most {ArbiterLimits.MaxValueBytes} are allowed.", nameof(value));
        return With(new(key, expected, ArbiterWriteKind.Put, value));
    }

    /// <summary>Adds the condition that the key still is as it was read, and deletes it.</summary>
    /// <exception cref="ArgumentException">The key is illegal or already part of the transaction, there are too many, or the key is expected to be absent.</exception>
    public ArbiterTransaction Delete(string key, ArbiterRevision expected)
    {
        if (expected.IsAbsent) throw new ArgumentException($"deleting '{key}' only if it is absent changes nothing; use Expect.", nameof(expected));
        return With(new(key, expected, ArbiterWriteKind.Delete, default));
    }

    private ArbiterTransaction With(ArbiterWrite write)
    {
        ArbiterLimits.RequireKey(write.Key);
        if (Writes.Any(w => w.Key == write.Key)) throw new ArgumentException($"'{write.Key}' is already part of the transaction.");
        if (Writes.Count == ArbiterLimits.MaxKeys) throw new ArgumentException($"a transaction has at most {ArbiterLimits.MaxKeys} keys.");
        return new([.. Writes, write]);
    }
}
