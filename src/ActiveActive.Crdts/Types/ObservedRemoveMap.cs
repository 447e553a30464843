using System.Diagnostics.CodeAnalysis;

namespace ActiveActive.Crdts;

/// <summary>
/// A map whose values merge. A removal takes away what it saw; what was written under the key concurrently stays. A key is present while its
/// value holds a dot.
/// </summary>
/// <typeparam name="TKey">The keys.</typeparam>
/// <typeparam name="TValue">The values: any type of this library, maps included.</typeparam>
/// <typeparam name="TKeyCodec">How keys are ordered and written.</typeparam>
/// <remarks>Immutable: sorted arrays. Reading a key is O(log n), merging O(n). Almeida et al. (2018), section 7.3 ("ORMap"); no tombstones, as in Bieniusa
/// et al., "An optimized conflict-free replicated set" (INRIA RR-8083, 2012).</remarks>
public sealed class ObservedRemoveMap<TKey, TValue, TKeyCodec> : IDotStore<ObservedRemoveMap<TKey, TValue, TKeyCodec>>
    where TValue : class, IDotStore<TValue> where TKeyCodec : IValueCodec<TKey>
{
    private readonly TKey[] _keys;
    private readonly TValue[] _values;

    private ObservedRemoveMap(TKey[] keys, TValue[] values) => (_keys, _values) = (keys, values);

    /// <inheritdoc/>
    public static ObservedRemoveMap<TKey, TValue, TKeyCodec> Empty { get; } = new([], []);

    /// <inheritdoc/>
    public bool IsEmpty => _keys.Length == 0;

    /// <summary>Number of keys present.</summary>
    public int Count => _keys.Length;

    /// <summary>Keys present, in order.</summary>
    public IReadOnlyList<TKey> Keys => Array.AsReadOnly(_keys);

    /// <inheritdoc/>
    public HlcTimestamp LatestStamp
    {
        get
        {
            HlcTimestamp latest = default;
            foreach (var value in _values) latest = HlcTimestamp.Max(latest, value.LatestStamp);
            return latest;
        }
    }

    /// <summary>Whether the key is present.</summary>
    public bool ContainsKey(TKey key) => Find(key) >= 0;

    /// <summary>The value of a key; false when it is not present.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        var at = Find(key);
        value = at >= 0 ? _values[at] : null;
        return at >= 0;
    }

    /// <summary>The delta of a change under a key.</summary>
    /// <param name="mutation">Names the write.</param>
    /// <param name="key">The key; its value is empty before the first change.</param>
    /// <param name="change">Gets the value and returns its delta.</param>
    public ObservedRemoveMap<TKey, TValue, TKeyCodec> Update(MutationContext mutation, TKey key, Func<TValue, MutationContext, TValue> change)
    {
        var delta = change(TryGet(key, out var value) ? value : TValue.Empty, mutation);
        return delta.IsEmpty ? Empty : new ObservedRemoveMap<TKey, TValue, TKeyCodec>([key], [delta]);
    }

    /// <summary>The delta of a removal; nothing when the key is not present.</summary>
    public ObservedRemoveMap<TKey, TValue, TKeyCodec> Remove(MutationContext mutation, TKey key)
    {
        if (TryGet(key, out var value)) value.Replace(mutation);
        return Empty;
    }

    /// <summary>The delta of the removal of every key present.</summary>
    public ObservedRemoveMap<TKey, TValue, TKeyCodec> Clear(MutationContext mutation)
    {
        Replace(mutation);
        return Empty;
    }

    /// <inheritdoc/>
    public ObservedRemoveMap<TKey, TValue, TKeyCodec> Join(
        ObservedRemoveMap<TKey, TValue, TKeyCodec> other, CausalContext seen, CausalContext otherSeen)
    {
        var keys = new List<TKey>(_keys.Length + other._keys.Length);
        var values = new List<TValue>(keys.Capacity);
        for (int i = 0, j = 0; i < _keys.Length || j < other._keys.Length;)
        {
            var order = i == _keys.Length ? 1 : j == other._keys.Length ? -1 : TKeyCodec.Compare(_keys[i], other._keys[j]);
            var mine = order <= 0 ? _values[i] : TValue.Empty;
            var joined = mine.Join(order >= 0 ? other._values[j] : TValue.Empty, seen, otherSeen);
            if (!joined.IsEmpty)
            {
                keys.Add(order <= 0 ? _keys[i] : other._keys[j]);
                values.Add(joined);
            }

            if (order <= 0) i++;
            if (order >= 0) j++;
        }

        return keys.Count == 0 ? Empty : new ObservedRemoveMap<TKey, TValue, TKeyCodec>([.. keys], [.. values]);
    }

    /// <inheritdoc/>
    public void Replace(MutationContext mutation)
    {
        foreach (var value in _values) value.Replace(mutation);
    }

    /// <inheritdoc/>
    public void Write(CrdtWriter writer)
    {
        writer.WriteVarint((ulong)_keys.Length);
        for (var i = 0; i < _keys.Length; i++)
        {
            TKeyCodec.Write(writer, _keys[i]);
            _values[i].Write(writer);
        }
    }

    /// <inheritdoc/>
    public static ObservedRemoveMap<TKey, TValue, TKeyCodec> Read(CrdtReader reader)
    {
        reader.Enter();
        var (keys, values) = (new List<TKey>(), new List<TValue>()); // grown as read: a count alone reserves nothing
        for (var left = reader.ReadCount(); left > 0; left--)
        {
            var key = TKeyCodec.Read(reader);
            if (keys.Count > 0 && TKeyCodec.Compare(keys[^1], key) >= 0) throw new CrdtFormatException("keys are not in order.");
            var value = TValue.Read(reader);
            if (value.IsEmpty) throw new CrdtFormatException("a key without a value.");
            keys.Add(key);
            values.Add(value);
        }

        reader.Leave();
        return keys.Count == 0 ? Empty : new ObservedRemoveMap<TKey, TValue, TKeyCodec>([.. keys], [.. values]);
    }

    private int Find(TKey key)
    {
        var (low, high) = (0, _keys.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = TKeyCodec.Compare(_keys[middle], key);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return ~low;
    }
}
