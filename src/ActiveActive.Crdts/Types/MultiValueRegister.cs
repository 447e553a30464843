namespace ActiveActive.Crdts;

/// <summary>A value that keeps every one of several concurrent assignments until the next assignment replaces those it saw.</summary>
/// <typeparam name="TValue">The values.</typeparam>
/// <typeparam name="TCodec">How they are written.</typeparam>
/// <remarks>Immutable. Shapiro et al. (INRIA RR-7506), 3.2.2; Almeida et al. (2018), section 7.3.</remarks>
public sealed class MultiValueRegister<TValue, TCodec> : IDotStore<MultiValueRegister<TValue, TCodec>> where TCodec : IValueCodec<TValue>
{
    private readonly DotValues<TValue, TCodec> _values;

    private MultiValueRegister(DotValues<TValue, TCodec> values) => _values = values;

    /// <inheritdoc/>
    public static MultiValueRegister<TValue, TCodec> Empty { get; } = new(default);

    /// <summary>The concurrent values, in order of their dots, so that all sites list them alike; none when never assigned or cleared.</summary>
    public IReadOnlyList<TValue> Values
    {
        get
        {
            var values = new List<TValue>(_values.Entries.Length);
            foreach (var (_, value) in _values.Entries) values.Add(value);
            return values;
        }
    }

    /// <inheritdoc/>
    public bool IsEmpty => _values.IsEmpty;

    /// <inheritdoc/>
    public HlcTimestamp LatestStamp => default;

    /// <summary>The delta of an assignment.</summary>
    public MultiValueRegister<TValue, TCodec> Assign(MutationContext mutation, TValue value)
    {
        _values.Replace(mutation);
        return new MultiValueRegister<TValue, TCodec>(DotValues<TValue, TCodec>.Of(mutation.Mint(), value));
    }

    /// <summary>The delta of a removal; a concurrent assignment stays.</summary>
    public MultiValueRegister<TValue, TCodec> Clear(MutationContext mutation)
    {
        _values.Replace(mutation);
        return Empty;
    }

    /// <inheritdoc/>
    public MultiValueRegister<TValue, TCodec> Join(MultiValueRegister<TValue, TCodec> other, CausalContext seen, CausalContext otherSeen)
    {
        var values = _values.Join(other._values, seen, otherSeen);
        return values.IsSame(_values) ? this : new MultiValueRegister<TValue, TCodec>(values);
    }

    /// <inheritdoc/>
    public void Replace(MutationContext mutation) => _values.Replace(mutation);

    /// <inheritdoc/>
    public void Write(CrdtWriter writer) => _values.Write(writer);

    /// <inheritdoc/>
    public static MultiValueRegister<TValue, TCodec> Read(CrdtReader reader) => new(DotValues<TValue, TCodec>.Read(reader));
}
