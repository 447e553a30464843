namespace ActiveActive.World;

/// <summary>One site of the world.</summary>
public sealed record WorldSite
{
    /// <summary>Id of the site.</summary>
    public required string Site { get; init; }

    /// <summary>Orleans cluster id of the site in this run.</summary>
    public string ClusterId { get; init; } = "";

    /// <summary><c>up</c>, <c>degraded</c> (some processes missing), <c>down</c> or <c>unknown</c>.</summary>
    public string Status { get; init; } = WorldStatus.Unknown;

    /// <summary>Address of the site's Orleans dashboard; null when it has none.</summary>
    public string? Dashboard { get; init; }
}
