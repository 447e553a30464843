namespace ActiveActive.Traffic;

/// <summary>
/// Orders policies totally, so that everybody who has seen the same ones ends with the same one: the higher counter wins, and of equal counters
/// the ordinally greater origin.
/// </summary>
/// <param name="Counter">One more than the counter of the policy that was changed.</param>
/// <param name="Origin">Name of the gateway that changed it.</param>
public readonly record struct PolicyVersion(long Counter, string Origin) : IComparable<PolicyVersion>
{
    /// <summary>Of the policy nobody has changed.</summary>
    public static PolicyVersion Initial { get; } = new(0, string.Empty);

    /// <inheritdoc/>
    public int CompareTo(PolicyVersion other)
    {
        var byCounter = Counter.CompareTo(other.Counter);
        return byCounter != 0 ? byCounter : string.CompareOrdinal(Origin, other.Origin);
    }

    /// <summary>The version of a change made to the policy of this version.</summary>
    public PolicyVersion Next(string origin) => new(Counter + 1, origin);
}
