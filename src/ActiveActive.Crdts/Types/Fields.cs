namespace ActiveActive.Crdts;

/// <summary>A state of two fields under one causal context; nest it for more, or implement <see cref="IDotStore{TSelf}"/> in this manner.</summary>
/// <typeparam name="T1">First field.</typeparam>
/// <typeparam name="T2">Second field.</typeparam>
/// <param name="First">First field.</param>
/// <param name="Second">Second field.</param>
/// <remarks>Immutable. The product of Almeida et al. (2018), section 7.2. The delta of a change of one field has the other one empty:
/// <c>state with { ... }</c> of the whole value would claim its dots anew; use <see cref="OfFirst"/> and <see cref="OfSecond"/>.</remarks>
public sealed record Fields<T1, T2>(T1 First, T2 Second) : IDotStore<Fields<T1, T2>> where T1 : class, IDotStore<T1> where T2 : class, IDotStore<T2>
{
    /// <inheritdoc/>
    public static Fields<T1, T2> Empty { get; } = new(T1.Empty, T2.Empty);

    /// <inheritdoc/>
    public bool IsEmpty => First.IsEmpty && Second.IsEmpty;

    /// <inheritdoc/>
    public HlcTimestamp LatestStamp => HlcTimestamp.Max(First.LatestStamp, Second.LatestStamp);

    /// <summary>The delta that holds a delta of the first field.</summary>
    public static Fields<T1, T2> OfFirst(T1 delta) => Empty with { First = delta };

    /// <summary>The delta that holds a delta of the second field.</summary>
    public static Fields<T1, T2> OfSecond(T2 delta) => Empty with { Second = delta };

    /// <inheritdoc/>
    public Fields<T1, T2> Join(Fields<T1, T2> other, CausalContext seen, CausalContext otherSeen) =>
        new(First.Join(other.First, seen, otherSeen), Second.Join(other.Second, seen, otherSeen));

    /// <inheritdoc/>
    public void Replace(MutationContext mutation)
    {
        First.Replace(mutation);
        Second.Replace(mutation);
    }

    /// <inheritdoc/>
    public void Write(CrdtWriter writer)
    {
        First.Write(writer);
        Second.Write(writer);
    }

    /// <inheritdoc/>
    public static Fields<T1, T2> Read(CrdtReader reader) => new(T1.Read(reader), T2.Read(reader));
}
