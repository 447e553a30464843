using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Processes;

namespace ActiveActive.LocalWorld.Roles;

/// <summary>Embedded profile: the membership database of a site is a SQLite file. It needs no process.</summary>
internal sealed class SqliteRole : IWorldRole
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<ProcessSpec>> PlanAsync(WorldPlan plan, CancellationToken cancellationToken)
    {
        foreach (var site in plan.Sites)
        {
            site.MembershipInvariant = "System.Data.SQLite";
            site.MembershipConnectionString = $"Data Source={Path.Combine(site.Folder, "membership.db")}";
        }

        return Task.FromResult<IReadOnlyList<ProcessSpec>>([]);
    }
}
