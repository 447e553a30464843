namespace ActiveActive.Crdts;

/// <summary>What one mutation names and replaces. Not for concurrent use; lives for one call of <see cref="Causal{T}.Mutate"/>.</summary>
public sealed class MutationContext
{
    private readonly List<Dot> _touched = [];
    private ulong _last;

    internal MutationContext(GrainLife life, ulong last) => (Life, _last) = (life, last);

    /// <summary>The life that writes.</summary>
    public GrainLife Life { get; }

    internal bool IsEmpty => _touched.Count == 0;
    internal bool HasMinted { get; private set; }
    internal CausalContext Context => CausalContext.Of(_touched);

    /// <summary>Names a new value.</summary>
    /// <exception cref="OverflowException">The life has used up its counters.</exception>
    public Dot Mint()
    {
        if (_last == Dot.MaxCounter) throw new OverflowException($"life {Life} has used up its counters.");
        var dot = new Dot(Life, ++_last);
        _touched.Add(dot);
        HasMinted = true;
        return dot;
    }

    /// <summary>Says that a value held under this dot is replaced or removed.</summary>
    public void Replace(Dot dot) => _touched.Add(dot);
}
