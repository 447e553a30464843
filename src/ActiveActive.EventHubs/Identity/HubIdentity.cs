namespace ActiveActive.EventHubs;

/// <summary>
/// Names one life of one hub: a hub that is deleted and made again has another identity, so that offsets kept for the first are never used on
/// the second. Made of the cluster id, the topic's name and the topic's creation id where the broker tells them, else of address and name.
/// </summary>
[GenerateSerializer, Immutable, Alias("aa.HubIdentity")]
public readonly record struct HubIdentity
{
    [Id(0)]
    private readonly string? _value;

    /// <summary>Wraps an identity that was kept somewhere.</summary>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    public HubIdentity(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        _value = value;
    }

    /// <summary>The identity as text, for storing it; empty for the default value, which names no hub.</summary>
    public string Value => _value ?? string.Empty;

    /// <inheritdoc/>
    public override string ToString() => Value;
}
