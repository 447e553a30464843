namespace ActiveActive.World;

/// <summary>One process of the world.</summary>
public sealed record WorldProcess
{
    /// <summary>Id of its site; empty for a process of no site, such as the arbiter's witness.</summary>
    public string Site { get; init; } = "";

    /// <summary>Unique name within the world, e.g. <c>a-1</c>, <c>gateway-a</c>, <c>store-b</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What serves it: <c>silo</c>, <c>gateway</c>, <c>garnet</c>, <c>redis</c>, <c>postgres</c>, <c>etcd</c> …</summary>
    public string Kind { get; init; } = "";

    /// <summary>Process id on this machine; null when it runs elsewhere or not at all.</summary>
    public int? Pid { get; init; }

    /// <summary>Main address: <c>host:port</c>, or a URL where it speaks HTTP.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>Address of its health, metrics and fault endpoints, or of the admin listener of a gateway; null when it has none.</summary>
    public string? OperationsUrl { get; init; }

    /// <summary>One of <see cref="WorldStatus"/>.</summary>
    public string Status { get; init; } = WorldStatus.Unknown;

    /// <summary>How often the supervisor has restarted it.</summary>
    public int Restarts { get; init; }
}
