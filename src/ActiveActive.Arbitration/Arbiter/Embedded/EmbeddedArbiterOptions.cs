namespace ActiveActive.Arbitration;

/// <summary>How the small Raft arbiter that comes with the project is reached.</summary>
public sealed class EmbeddedArbiterOptions : ArbiterHttpOptions
{
    /// <summary>The key every request carries. At least 16 characters. Required.</summary>
    public string Key { get; set; } = string.Empty;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        if (Key.Length < 16) throw new ArgumentException("Key has fewer than 16 characters; use the key file of the arbiter members.");
    }
}
