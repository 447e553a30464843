using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Processes;

namespace ActiveActive.LocalWorld.Roles;

/// <summary>The roles of a world, by profile.</summary>
internal static class WorldRoles
{
    /// <summary>Roles in the order in which they are asked: those others depend on first.</summary>
    public static IReadOnlyList<IWorldRole> Of(string profile, HttpClient http) =>
        profile == WorldOptions.Services
            ? [new RedisRole(), new PostgresRole(), new HubRole(), new SiloRole(http), new GatewayRole(http)]
            : [new StoreRole(), new SqliteRole(), new HubRole(), new SiloRole(http), new GatewayRole(http)];

    /// <summary>Asks all of them.</summary>
    /// <exception cref="WorldException">A program or folder is unusable.</exception>
    public static async Task<IReadOnlyList<ProcessSpec>> PlanAsync(
        IReadOnlyList<IWorldRole> roles, WorldPlan plan, CancellationToken cancellationToken)
    {
        var specs = new List<ProcessSpec>();
        foreach (var role in roles) specs.AddRange(await role.PlanAsync(plan, cancellationToken));
        return specs;
    }
}
