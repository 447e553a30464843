namespace ActiveActive.Client.Shop;

/// <summary>Wishes of one call.</summary>
public sealed record ShopCallOptions
{
    /// <summary>No wishes.</summary>
    public static ShopCallOptions None { get; } = new();

    /// <summary>Names the intended change; the default value lets the client choose a new one for each write.</summary>
    public OperationId Operation { get; init; }

    /// <summary>Site that should serve the call while it is healthy; null leaves it to the gateway.</summary>
    public string? PreferSite { get; init; }

    /// <summary>Oldest replicated state the caller takes; null takes any.</summary>
    public TimeSpan? MaxStaleness { get; init; }

    /// <summary>Whether a replicated write may be repeated in another site than the first.</summary>
    public bool AllowDuplicate { get; init; }
}
