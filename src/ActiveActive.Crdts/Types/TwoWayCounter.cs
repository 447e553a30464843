namespace ActiveActive.Crdts;

/// <summary>A counter that rises and falls. Holds one number per life, whatever the number of increments.</summary>
/// <remarks>Immutable. Shapiro et al., "A comprehensive study of convergent and commutative replicated data types" (INRIA RR-7506, 2011), 3.1.2,
/// in the causal form of Almeida et al. (2018), so that it may be nested in a map and removed with its key. An increment concurrent with such a
/// removal keeps the whole sum of the life that made it; dots of a life are few, one per increment would not be bounded.</remarks>
public sealed class TwoWayCounter : IDotStore<TwoWayCounter>
{
    private readonly DotValues<long, Int64Codec> _sums;

    private TwoWayCounter(DotValues<long, Int64Codec> sums) => _sums = sums;

    /// <inheritdoc/>
    public static TwoWayCounter Empty { get; } = new(default);

    /// <summary>The count; below 0 when more was taken than added.</summary>
    public Int128 Count => CounterSums.Total(_sums);

    /// <inheritdoc/>
    public bool IsEmpty => _sums.IsEmpty;

    /// <inheritdoc/>
    public HlcTimestamp LatestStamp => default;

    /// <summary>The delta of a change.</summary>
    /// <param name="mutation">Names the write.</param>
    /// <param name="by">What to add; negative to take; 0 changes nothing.</param>
    /// <exception cref="OverflowException">The sum of this life would exceed 64 bits; nothing changed.</exception>
    public TwoWayCounter Add(MutationContext mutation, long by) =>
        by == 0 ? Empty : new TwoWayCounter(CounterSums.Add(_sums, mutation, by));

    /// <inheritdoc/>
    public TwoWayCounter Join(TwoWayCounter other, CausalContext seen, CausalContext otherSeen)
    {
        var sums = _sums.Join(other._sums, seen, otherSeen);
        return sums.IsSame(_sums) ? this : new TwoWayCounter(sums);
    }

    /// <inheritdoc/>
    public void Replace(MutationContext mutation) => _sums.Replace(mutation);

    /// <inheritdoc/>
    public void Write(CrdtWriter writer) => _sums.Write(writer);

    /// <inheritdoc/>
    public static TwoWayCounter Read(CrdtReader reader) => new(DotValues<long, Int64Codec>.Read(reader));
}
