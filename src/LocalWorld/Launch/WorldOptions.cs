namespace ActiveActive.LocalWorld.Launch;

/// <summary>What a user may choose about a world.</summary>
internal sealed record WorldOptions
{
    /// <summary>Profile of Garnet and SQLite: nothing but the .NET SDK is needed.</summary>
    public const string Embedded = "embedded";

    /// <summary>Profile of redis-server and PostgreSQL, from installed packages.</summary>
    public const string Services = "services";

    /// <summary>Most silos of one site.</summary>
    public const int MaxSilos = 9;

    /// <summary>Sites of a local world.</summary>
    public static IReadOnlyList<string> Sites { get; } = ["a", "b"];

    /// <summary>Silos of each site, 1 to <see cref="MaxSilos"/>. Fewer than three cannot tell a cut-off silo from a lost majority.</summary>
    public int Silos { get; init; } = 3;

    /// <summary>Folder of the world's data.</summary>
    public string Data { get; init; } = ".world";

    /// <summary><see cref="Embedded"/> or <see cref="Services"/>.</summary>
    public string Profile { get; init; } = Embedded;

    /// <summary>First port of the world's block; null to choose a free block.</summary>
    public int? Port { get; init; }

    /// <summary>The silo program; null for the one built beside this program.</summary>
    public string? SiloProgram { get; init; }

    /// <summary>The gateway program; null for the one built beside this program.</summary>
    public string? GatewayProgram { get; init; }

    /// <summary>The hub program; null for the one built beside this program.</summary>
    public string? HubProgram { get; init; }

    /// <summary>How long the start may take.</summary>
    public TimeSpan StartWithin { get; init; } = TimeSpan.FromSeconds(90);
}
