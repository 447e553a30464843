namespace ActiveActive;

/// <summary>
/// Proof of ownership at one moment: later owners have a higher epoch, and within an epoch there is one nonce. Hand it to other systems that
/// should refuse what an earlier owner still sends.
/// </summary>
/// <param name="Epoch">Number of the owner's term; 0 means "never owned". Only rises; below 2^53, so that scripts can compare it.</param>
/// <param name="Nonce">Random name of the owner within the epoch.</param>
/// <remarks>Compare <see cref="Epoch"/> first; equal epochs with different nonces are two would-be owners, of which the one already seen stays.
/// A comparison by epoch alone lets both write.</remarks>
[GenerateSerializer, Immutable, Alias("aa.FencingToken")]
public readonly record struct FencingToken([property: Id(0)] long Epoch, [property: Id(1)] string Nonce)
{
    /// <summary>Highest legal epoch.</summary>
    public const long MaxEpoch = (1L << 53) - 1;

    /// <inheritdoc/>
    public override string ToString() => $"{Epoch}/{Nonce}";
}
