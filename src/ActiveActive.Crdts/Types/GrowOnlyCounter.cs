namespace ActiveActive.Crdts;

/// <summary>A counter that only rises. Holds one number per life, whatever the number of increments.</summary>
/// <remarks>Immutable. Shapiro et al., "A comprehensive study of convergent and commutative replicated data types" (INRIA RR-7506, 2011), 3.1.1,
/// in the causal form of Almeida et al. (2018), so that it may be nested in a map and removed with its key. An increment concurrent with such a
/// removal keeps the whole sum of the life that made it; dots of a life are few, one per increment would not be bounded.</remarks>
public sealed class GrowOnlyCounter : IDotStore<GrowOnlyCounter>
{
    private readonly DotValues<long, Int64Codec> _sums;

    private GrowOnlyCounter(DotValues<long, Int64Codec> sums) => _sums = sums;

    /// <inheritdoc/>
    public static GrowOnlyCounter Empty { get; } = new(default);

    /// <summary>The count. At least 0.</summary>
    public Int128 Count => CounterSums.Total(_sums);

    /// <inheritdoc/>
    public bool IsEmpty => _sums.IsEmpty;

    /// <inheritdoc/>
    public HlcTimestamp LatestStamp => default;

    /// <summary>The delta of an increment.</summary>
    /// <param name="mutation">Names the write.</param>
    /// <param name="by">At least 1.</param>
    /// <exception cref="OverflowException">The sum of this life would exceed 64 bits; nothing changed.</exception>
    public GrowOnlyCounter Increment(MutationContext mutation, long by = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, 1);
        return new GrowOnlyCounter(CounterSums.Add(_sums, mutation, by));
    }

    /// <inheritdoc/>
    public GrowOnlyCounter Join(GrowOnlyCounter other, CausalContext seen, CausalContext otherSeen)
    {
        var sums = _sums.Join(other._sums, seen, otherSeen);
        return sums.IsSame(_sums) ? this : new GrowOnlyCounter(sums);
    }

    /// <inheritdoc/>
    public void Replace(MutationContext mutation) => _sums.Replace(mutation);

    /// <inheritdoc/>
    public void Write(CrdtWriter writer) => _sums.Write(writer);

    /// <inheritdoc/>
    public static GrowOnlyCounter Read(CrdtReader reader)
    {
        var sums = DotValues<long, Int64Codec>.Read(reader);
        foreach (var (_, sum) in sums.Entries)
            if (sum < 1) throw new CrdtFormatException("a grow-only counter holds a sum below 1.");
        return new GrowOnlyCounter(sums);
    }
}
