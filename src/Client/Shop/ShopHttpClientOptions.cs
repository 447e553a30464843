namespace ActiveActive.Client.Shop;

/// <summary>Options of <see cref="ShopHttpClient"/>.</summary>
public sealed class ShopHttpClientOptions
{
    /// <summary>The gateways, in the order in which they are tried; at least one.</summary>
    public required IReadOnlyList<GatewayAddress> Gateways { get; init; }

    /// <summary>How long a call may take in all, retries and pauses included: more than zero, default 15 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one sending may take, before it counts as lost: more than zero, default 5 s. Not longer than <see cref="Timeout"/>.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a call is sent at most: 1 to 100, default 8. 1 never retries.</summary>
    public int MaxAttempts { get; init; } = 8;

    /// <summary>Pause before a retry once every gateway was tried; doubles with each round. Default 50 ms.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Token of an earlier session; null begins a new one.</summary>
    public string? Session { get; init; }
}
