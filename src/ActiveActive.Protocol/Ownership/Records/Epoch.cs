namespace ActiveActive.Protocol.Ownership;

/// <summary>Counts the holders of one group. Rises with every change of holder, restarts included; 0 before the first.</summary>
/// <param name="Value">Below 2^53, because stores compare it as a floating-point number.</param>
public readonly record struct Epoch(long Value) : IComparable<Epoch>
{
    /// <summary>The one after this.</summary>
    public Epoch Next => new(Value + 1);

    /// <summary>Whether one is older.</summary>
    public static bool operator <(Epoch left, Epoch right) => left.Value < right.Value;

    /// <summary>Whether one is younger.</summary>
    public static bool operator >(Epoch left, Epoch right) => left.Value > right.Value;

    /// <summary>Whether one is not younger.</summary>
    public static bool operator <=(Epoch left, Epoch right) => left.Value <= right.Value;

    /// <summary>Whether one is not older.</summary>
    public static bool operator >=(Epoch left, Epoch right) => left.Value >= right.Value;

    /// <inheritdoc/>
    public int CompareTo(Epoch other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => $"e{Value}";
}
