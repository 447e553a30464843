using ActiveActive.LocalWorld.Ports;

namespace ActiveActive.LocalWorld.Launch;

/// <summary>What is constant during one run of a world, and known before any process starts.</summary>
internal sealed class WorldPlan
{
    /// <summary>The service id of the sample shop: part of every store key, so never changed.</summary>
    public const string ServiceId = "shop";

    public WorldPlan(WorldOptions options, WorldFolder folder, PortBlock ports, string runId)
    {
        Options = options;
        Folder = folder;
        Ports = ports;
        RunId = runId;
        Sites = [.. WorldOptions.Sites.Select(s => new SitePlan(s, $"{s}-{runId}", folder.OfSite(s)))];
    }

    /// <summary>What the user chose.</summary>
    public WorldOptions Options { get; }

    /// <summary>The data.</summary>
    public WorldFolder Folder { get; }

    /// <summary>Where ports come from.</summary>
    public PortBlock Ports { get; }

    /// <summary>Id of this run.</summary>
    public string RunId { get; }

    /// <summary>The sites.</summary>
    public IReadOnlyList<SitePlan> Sites { get; }

    /// <summary>The control endpoint.</summary>
    public Uri ControlUrl => Loopback(Ports.First);

    /// <summary>A free address on this machine.</summary>
    public Uri TakeUrl(string scheme = "http") => Loopback(Ports.Take(), scheme);

    private static Uri Loopback(int port, string scheme = "http") => new($"{scheme}://127.0.0.1:{port}");
}
