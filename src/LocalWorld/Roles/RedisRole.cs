using System.Globalization;
using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Processes;
using ActiveActive.LocalWorld.Services;

namespace ActiveActive.LocalWorld.Roles;

/// <summary>Services profile: a redis-server per site that has each write on disk before it acknowledges it.</summary>
internal sealed class RedisRole : IWorldRole
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<ProcessSpec>> PlanAsync(WorldPlan plan, CancellationToken cancellationToken)
    {
        var program = InstalledProgram.Find("redis-server") ?? throw new WorldException(
            "redis-server is not installed; profile 'services' needs the packages redis-server and postgresql (apt-get install redis-server postgresql).");
        return Task.FromResult<IReadOnlyList<ProcessSpec>>([.. plan.Sites.Select(site => Plan(plan, site, program))]);
    }

    private static ProcessSpec Plan(WorldPlan plan, SitePlan site, string program)
    {
        var port = plan.Ports.Take();
        site.StoreConnectionString = $"127.0.0.1:{port},abortConnect=false";
        return new ProcessSpec
        {
            Name = $"store-{site.Site}",
            Site = site.Site,
            Kind = "redis",
            Role = ProcessRole.Store,
            FileName = program,
            Arguments =
            [
                "--port", port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1",
                "--dir", Directory.CreateDirectory(Path.Combine(site.Folder, "redis")).FullName,
                "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--maxmemory-policy", "noeviction",
            ],
            Endpoint = $"127.0.0.1:{port}",
            Probe = SocketProbe.Redis(port),
        };
    }
}
