namespace ActiveActive.World;

/// <summary>States of sites and processes as operators read them. Never renamed.</summary>
public static class WorldStatus
{
    /// <summary>Running and answering.</summary>
    public const string Up = "up";

    /// <summary>A site of which some processes are missing, or a process that runs and does not serve.</summary>
    public const string Degraded = "degraded";

    /// <summary>Started, not answering yet.</summary>
    public const string Starting = "starting";

    /// <summary>Halted by a fault on command.</summary>
    public const string Paused = "paused";

    /// <summary>Cut off from its peers by a fault on command.</summary>
    public const string Partitioned = "partitioned";

    /// <summary>Not running.</summary>
    public const string Down = "down";

    /// <summary>Nobody has said.</summary>
    public const string Unknown = "unknown";
}
