using System.Globalization;
using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Processes;
using ActiveActive.Operations;

namespace ActiveActive.LocalWorld.Roles;

/// <summary>
/// The event log of each site, in both profiles: the local broker, since no Kafka can be had as a package. Log-in is required, as it is in production.
/// </summary>
internal sealed class HubRole : IWorldRole
{
    /// <summary>The hub that replication writes to and the other site reads.</summary>
    public const string Hub = "replication";

    /// <summary>Its partitions: those of the replicated keys.</summary>
    public const int Partitions = 64;

    /// <summary>Bytes kept of a partition; 1 GiB a site in all.</summary>
    private const int RetentionBytes = 16 << 20;

    /// <inheritdoc/>
    public Task<IReadOnlyList<ProcessSpec>> PlanAsync(WorldPlan plan, CancellationToken cancellationToken)
    {
        var program = HostProgramFile.Find("LocalBroker", plan.Options.HubProgram, "--hub-program");
        return Task.FromResult<IReadOnlyList<ProcessSpec>>([.. plan.Sites.Select(site => Plan(plan, site, program))]);
    }

    private static ProcessSpec Plan(WorldPlan plan, SitePlan site, string program)
    {
        var port = plan.Ports.Take();
        site.HubServers = $"127.0.0.1:{port}";
        site.HubKeyFile = Path.Combine(site.Folder, "hub.key");
        OperationsKeyFile.ReadOrCreate(site.HubKeyFile);
        return new ProcessSpec
        {
            Name = $"hub-{site.Site}",
            Site = site.Site,
            Kind = "local-broker",
            Role = ProcessRole.Hub,
            FileName = DotnetHost.Path,
            Arguments =
            [
                program, "--port", Text(port), "--data", Path.Combine(site.Folder, "hub"), "--topics", $"{Hub}:{Partitions}",
                "--sasl", $"{SitePlan.HubUser}:{site.HubKeyFile}", "--retention-bytes", Text(RetentionBytes), "--segment-bytes", Text(RetentionBytes / 4),
            ],
            Endpoint = site.HubServers,
            Probe = SocketProbe.Kafka(port),
        };
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
