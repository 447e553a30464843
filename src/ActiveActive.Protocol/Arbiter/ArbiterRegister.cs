namespace ActiveActive.Protocol.Arbiter;

/// <summary>
/// The arbiter's state: keys with values and revisions, changed only by <see cref="Apply"/>. Deterministic, so that every member of a
/// replicated arbiter that applies the same transactions in the same order holds the same register.
/// </summary>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class ArbiterRegister
{
    private readonly SortedDictionary<string, ArbiterEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>How many transactions have changed something; the revision of the youngest.</summary>
    public ArbiterRevision Revision { get; private set; }

    /// <summary>Every existing key in ordinal order.</summary>
    public IReadOnlyCollection<ArbiterEntry> Entries => _entries.Values;

    /// <summary>Reads one key.</summary>
    public ArbiterEntry Read(string key) => _entries.TryGetValue(key, out var entry) ? entry : ArbiterEntry.Missing(key);

    /// <summary>Reads several keys, in the order asked for.</summary>
    public ArbiterRead Read(IEnumerable<string> keys) => ArbiterRead.Found(Revision, [.. keys.Select(Read)]);

    /// <summary>Reads every key that begins with the prefix, in ordinal order.</summary>
    public ArbiterRead List(string prefix) =>
        ArbiterRead.Found(Revision, [.. _entries.Values.Where(e => e.Key.StartsWith(prefix, StringComparison.Ordinal))]);

    /// <summary>Applies the transaction, wholly or not at all.</summary>
    /// <returns>Committed or conflict; never anything else.</returns>
    public ArbiterCommit Apply(ArbiterTransaction transaction)
    {
        if (transaction.Writes.Any(w => Read(w.Key).Revision != w.Expected))
            return ArbiterCommit.Conflict([.. transaction.Writes.Select(w => Read(w.Key))]);
        if (transaction.Writes.All(w => w.Kind == ArbiterWriteKind.Compare)) return ArbiterCommit.Committed(Revision);
        Revision = new(Revision.Value + 1);
        foreach (var write in transaction.Writes)
        {
            if (write.Kind == ArbiterWriteKind.Put) _entries[write.Key] = new(write.Key, write.Value, Revision);
            else if (write.Kind == ArbiterWriteKind.Delete) _entries.Remove(write.Key);
        }

        return ArbiterCommit.Committed(Revision);
    }

    /// <summary>Replaces everything by a snapshot taken of another register.</summary>
    /// <param name="revision">The other's <see cref="Revision"/>.</param>
    /// <param name="entries">The other's <see cref="Entries"/>.</param>
    public void Restore(ArbiterRevision revision, IEnumerable<ArbiterEntry> entries)
    {
        Revision = revision;
        _entries.Clear();
        foreach (var entry in entries) _entries.Add(entry.Key, entry);
    }
}
