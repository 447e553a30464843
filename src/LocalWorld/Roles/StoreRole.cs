using System.Globalization;
using ActiveActive.LocalWorld.Commands;
using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Processes;

namespace ActiveActive.LocalWorld.Roles;

/// <summary>Embedded profile: a store per site, Garnet in a process of its own. A silo that is killed takes no state with it.</summary>
internal sealed class StoreRole : IWorldRole
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<ProcessSpec>> PlanAsync(WorldPlan plan, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ProcessSpec>>([.. plan.Sites.Select(site => Plan(plan, site))]);

    private static ProcessSpec Plan(WorldPlan plan, SitePlan site)
    {
        var port = plan.Ports.Take();
        site.StoreConnectionString = $"127.0.0.1:{port},abortConnect=false";
        return new ProcessSpec
        {
            Name = $"store-{site.Site}",
            Site = site.Site,
            Kind = "garnet",
            Role = ProcessRole.Store,
            FileName = DotnetHost.Path,
            Arguments =
            [
                typeof(StoreRole).Assembly.Location, StoreCommand.Name, "--port", port.ToString(CultureInfo.InvariantCulture),
                "--folder", Directory.CreateDirectory(Path.Combine(site.Folder, "store")).FullName,
            ],
            Endpoint = $"127.0.0.1:{port}",
            Probe = SocketProbe.Redis(port),
        };
    }
}
