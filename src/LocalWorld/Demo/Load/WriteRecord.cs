namespace ActiveActive.LocalWorld.Demo.Load;

/// <summary>What a writer knows about one intended change: one unit of one SKU into one cart.</summary>
internal sealed class WriteRecord(string cart, string key)
{
    /// <summary>The cart.</summary>
    public string Cart => cart;

    /// <summary>The idempotency key.</summary>
    public string Key => key;

    /// <summary>Sites that acknowledged it.</summary>
    public HashSet<string> Acknowledged { get; } = new(StringComparer.Ordinal);

    /// <summary>Sites in which it may have been applied without acknowledgement.</summary>
    public HashSet<string> Doubtful { get; } = new(StringComparer.Ordinal);
}
