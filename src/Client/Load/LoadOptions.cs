namespace ActiveActive.Client.Load;

/// <summary>What a load run does.</summary>
public sealed record LoadOptions
{
    /// <summary>Operations a second that are begun, whatever becomes of the ones before: more than 0, at most 100,000.</summary>
    public required double Rate { get; init; }

    /// <summary>How many shoppers share them: 1 to 10,000. Each does one operation at a time, so few shoppers make a slow site visible as queueing.</summary>
    public required int Shoppers { get; init; }

    /// <summary>How long operations are begun.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Seed of everything that is chosen.</summary>
    public required int Seed { get; init; }

    /// <summary>Names this run's products, carts and orders: letters, digits and hyphens. No two runs share one.</summary>
    public required string RunId { get; init; }

    /// <summary>Products of the run: 1 to 1,000.</summary>
    public int Products { get; init; } = 20;

    /// <summary>Quantity on hand of each, at each site.</summary>
    public long Stock { get; init; } = 1_000_000;

    /// <summary>Most operations that wait for a shopper; one more is counted as failed instead of being begun.</summary>
    public int MaxWaiting { get; init; } = 10_000;

    /// <summary>Sites to set the products up in, and to verify; empty leaves the choice to the gateways.</summary>
    public IReadOnlyList<string> Sites { get; init; } = [];

    /// <summary>Whether acknowledged writes are looked for at the end.</summary>
    public bool Verify { get; init; } = true;
}
