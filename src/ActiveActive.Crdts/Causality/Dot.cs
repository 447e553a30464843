namespace ActiveActive.Crdts;

/// <summary>Name of one write: the <paramref name="Counter"/>th of its life.</summary>
/// <param name="Life">Who wrote.</param>
/// <param name="Counter">Counts the life's writes from 1, without gaps; at most <see cref="MaxCounter"/>.</param>
public readonly record struct Dot(GrainLife Life, ulong Counter) : IComparable<Dot>
{
    /// <summary>Highest legal counter.</summary>
    public const ulong MaxCounter = long.MaxValue;

    /// <summary>By life, then counter.</summary>
    public int CompareTo(Dot other)
    {
        var order = Life.CompareTo(other.Life);
        return order != 0 ? order : Counter.CompareTo(other.Counter);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Life}#{Counter}";
}
