namespace ActiveActive.Gateway.Admin.Traffic;

/// <summary>What one gateway says of itself: its policy, its view of the sites, its calls. Exchanged between gateways every second.</summary>
/// <remarks>Settable, because the serializer then leaves the default where a document says nothing; init-only members it would set to null.</remarks>
internal sealed record GatewayReport
{
    /// <summary>Name of the gateway.</summary>
    public required string Name { get; set; }

    /// <summary>Its own site.</summary>
    public required string Site { get; set; }

    /// <summary>Its public listener.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>Its admin listener.</summary>
    public string AdminUrl { get; set; } = "";

    /// <summary>Dashboard of its site's cluster; null when it serves none.</summary>
    public string? Dashboard { get; set; }

    /// <summary>When it said so, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>The policy it routes by.</summary>
    public required PolicyDocument Policy { get; set; }

    /// <summary>The sites as it sees them.</summary>
    public IReadOnlyList<SiteReport> Sites { get; set; } = [];
}
