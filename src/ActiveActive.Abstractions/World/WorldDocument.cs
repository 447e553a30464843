namespace ActiveActive.World;

/// <summary>
/// What runs where: the body of <c>GET /admin/world</c> and of <c>world.json</c>, which the local world publishes beside its data.
/// A snapshot; never edited in place.
/// </summary>
public sealed record WorldDocument
{
    /// <summary>Version of this shape; 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Constant across restarts of one installation; part of the store keys.</summary>
    public string ServiceId { get; init; } = "";

    /// <summary><c>embedded</c> or <c>services</c> in the local world; <c>deployed</c> elsewhere.</summary>
    public string Profile { get; init; } = "deployed";

    /// <summary>True once both clusters have answered since the start of this world.</summary>
    public bool Ready { get; init; }

    /// <summary>When this snapshot was taken, UTC.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The sites.</summary>
    public IReadOnlyList<WorldSite> Sites { get; init; } = [];

    /// <summary>All silos of all sites.</summary>
    public IReadOnlyList<WorldProcess> Silos { get; init; } = [];

    /// <summary>All gateways of all sites.</summary>
    public IReadOnlyList<WorldProcess> Gateways { get; init; } = [];

    /// <summary>Members of the arbiter.</summary>
    public IReadOnlyList<WorldProcess> Arbiters { get; init; } = [];

    /// <summary>Stores, one or more a site.</summary>
    public IReadOnlyList<WorldProcess> Stores { get; init; } = [];

    /// <summary>Hubs (event logs), one or more a site.</summary>
    public IReadOnlyList<WorldProcess> Hubs { get; init; } = [];
}
