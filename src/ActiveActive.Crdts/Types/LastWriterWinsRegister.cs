namespace ActiveActive.Crdts;

/// <summary>
/// A value of which the latest assignment is shown. An assignment replaces what it saw; of concurrent ones the later stamp wins, and of equal
/// stamps the higher dot. The losers are kept until the next assignment, so that a conflict can be told.
/// </summary>
/// <typeparam name="TValue">The values.</typeparam>
/// <typeparam name="TCodec">How they are written.</typeparam>
/// <remarks>Immutable. Shapiro et al. (INRIA RR-7506), 3.2.1, over the causal register of Almeida et al. (2018), so that it may be nested in a map
/// and removed with its key.</remarks>
public sealed class LastWriterWinsRegister<TValue, TCodec> : IDotStore<LastWriterWinsRegister<TValue, TCodec>> where TCodec : IValueCodec<TValue>
{
    private readonly DotValues<Stamped<TValue>, StampedCodec<TValue, TCodec>> _values;

    private LastWriterWinsRegister(DotValues<Stamped<TValue>, StampedCodec<TValue, TCodec>> values) => _values = values;

    /// <inheritdoc/>
    public static LastWriterWinsRegister<TValue, TCodec> Empty { get; } = new(default);

    /// <inheritdoc/>
    public bool IsEmpty => _values.IsEmpty;

    /// <summary>How many concurrent assignments lost against the one shown.</summary>
    public int Losers => Math.Max(0, _values.Entries.Length - 1);

    /// <inheritdoc/>
    public HlcTimestamp LatestStamp => TryGet(out var latest) ? latest.Stamp : default;

    /// <summary>The value shown; false when never assigned or cleared.</summary>
    public bool TryGet(out Stamped<TValue> latest)
    {
        latest = default;
        var found = false;
        foreach (var (_, value) in _values.Entries)
            if (!found || value.Stamp.CompareTo(latest.Stamp) >= 0) (found, latest) = (true, value);
        return found;
    }

    /// <summary>The delta of an assignment.</summary>
    /// <param name="mutation">Names the write.</param>
    /// <param name="stamp">From a clock that has observed this state.</param>
    /// <param name="value">The value.</param>
    public LastWriterWinsRegister<TValue, TCodec> Assign(MutationContext mutation, HlcTimestamp stamp, TValue value)
    {
        _values.Replace(mutation);
        return new(DotValues<Stamped<TValue>, StampedCodec<TValue, TCodec>>.Of(mutation.Mint(), new Stamped<TValue>(stamp, value)));
    }

    /// <summary>The delta of a removal; a concurrent assignment stays.</summary>
    public LastWriterWinsRegister<TValue, TCodec> Clear(MutationContext mutation)
    {
        _values.Replace(mutation);
        return Empty;
    }

    /// <inheritdoc/>
    public LastWriterWinsRegister<TValue, TCodec> Join(LastWriterWinsRegister<TValue, TCodec> other, CausalContext seen, CausalContext otherSeen)
    {
        var values = _values.Join(other._values, seen, otherSeen);
        return values.IsSame(_values) ? this : new LastWriterWinsRegister<TValue, TCodec>(values);
    }

    /// <inheritdoc/>
    public void Replace(MutationContext mutation) => _values.Replace(mutation);

    /// <inheritdoc/>
    public void Write(CrdtWriter writer) => _values.Write(writer);

    /// <inheritdoc/>
    public static LastWriterWinsRegister<TValue, TCodec> Read(CrdtReader reader) =>
        new(DotValues<Stamped<TValue>, StampedCodec<TValue, TCodec>>.Read(reader));
}
