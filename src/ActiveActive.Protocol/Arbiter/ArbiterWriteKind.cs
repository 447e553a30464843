namespace ActiveActive.Protocol.Arbiter;

/// <summary>What a transaction does to a key after all comparisons held.</summary>
public enum ArbiterWriteKind
{
    /// <summary>Nothing: the key only takes part in the comparison.</summary>
    Compare = 0,

    /// <summary>Replace or create its value.</summary>
    Put = 1,

    /// <summary>Delete it.</summary>
    Delete = 2,
}
