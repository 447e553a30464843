namespace ActiveActive.Gateway.Admin.Traffic;

/// <summary>What one gateway says of itself: its policy, its view of the sites, its calls. Exchanged between gateways every second.</summary>
internal sealed record GatewayReport
{
    /// <summary>Name of the gateway.</summary>
    public required string Name { get; init; }

    /// <summary>Its own site.</summary>
    public required string Site { get; init; }

    /// <summary>Its public listener.</summary>
    public string PublicUrl { get; init; } = "";

    /// <summary>Its admin listener.</summary>
    public string AdminUrl { get; init; } = "";

    /// <summary>Dashboard of its site's cluster; null when it serves none.</summary>
    public string? Dashboard { get; init; }

    /// <summary>When it said so, UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The policy it routes by.</summary>
    public required PolicyDocument Policy { get; init; }

    /// <summary>The sites as it sees them.</summary>
    public IReadOnlyList<SiteReport> Sites { get; init; } = [];
}
