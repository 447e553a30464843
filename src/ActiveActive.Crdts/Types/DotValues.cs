using System.Runtime.InteropServices;

namespace ActiveActive.Crdts;

/// <summary>Values by the dot that wrote each: the part that registers and counters are made of ("DotFun" in the literature).</summary>
/// <typeparam name="TValue">The values.</typeparam>
/// <typeparam name="TCodec">How they are written.</typeparam>
internal readonly struct DotValues<TValue, TCodec> where TCodec : IValueCodec<TValue>
{
    private readonly KeyValuePair<Dot, TValue>[]? _entries; // sorted by dot

    private DotValues(KeyValuePair<Dot, TValue>[] entries) => _entries = entries;

    public ReadOnlySpan<KeyValuePair<Dot, TValue>> Entries => _entries;
    public bool IsEmpty => _entries is null or [];

    public static DotValues<TValue, TCodec> Of(Dot dot, TValue value) => new([KeyValuePair.Create(dot, value)]);

    public bool IsSame(DotValues<TValue, TCodec> other) => ReferenceEquals(_entries, other._entries);

    public DotValues<TValue, TCodec> Join(DotValues<TValue, TCodec> other, CausalContext seen, CausalContext otherSeen)
    {
        var mine = Entries;
        var theirs = other.Entries;
        var joined = new List<KeyValuePair<Dot, TValue>>(mine.Length + theirs.Length);
        var fromMine = 0;
        for (int i = 0, j = 0; i < mine.Length || j < theirs.Length;)
        {
            var order = i == mine.Length ? 1 : j == theirs.Length ? -1 : mine[i].Key.CompareTo(theirs[j].Key);
            if (order == 0 || (order < 0 && !otherSeen.Contains(mine[i].Key)))
            {
                joined.Add(mine[i]);
                fromMine++;
            }
            else if (order > 0 && !seen.Contains(theirs[j].Key))
            {
                joined.Add(theirs[j]);
            }

            if (order <= 0) i++;
            if (order >= 0) j++;
        }

        return fromMine == mine.Length && joined.Count == fromMine ? this : new DotValues<TValue, TCodec>([.. joined]);
    }

    public void Replace(MutationContext mutation)
    {
        foreach (var (dot, _) in Entries) mutation.Replace(dot);
    }

    public void Write(CrdtWriter writer)
    {
        writer.WriteVarint((ulong)Entries.Length);
        foreach (var (dot, value) in Entries)
        {
            writer.WriteDot(dot);
            TCodec.Write(writer, value);
        }
    }

    public static DotValues<TValue, TCodec> Read(CrdtReader reader)
    {
        var entries = new List<KeyValuePair<Dot, TValue>>();
        for (var left = reader.ReadCount(); left > 0; left--)
        {
            var dot = reader.ReadDot();
            if (entries.Count > 0 && CollectionsMarshal.AsSpan(entries)[^1].Key.CompareTo(dot) >= 0) throw new CrdtFormatException("dots are not in order.");
            entries.Add(KeyValuePair.Create(dot, TCodec.Read(reader)));
        }

        return new DotValues<TValue, TCodec>([.. entries]);
    }
}
