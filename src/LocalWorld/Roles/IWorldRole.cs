using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Processes;

namespace ActiveActive.LocalWorld.Roles;

/// <summary>
/// One kind of process of the world. A new kind is one class: it takes the ports it needs, tells the sites' plans what others must know, and
/// says what to run. Roles are asked in the order in which <see cref="WorldRoles"/> lists them.
/// </summary>
internal interface IWorldRole
{
    /// <summary>Prepares what the role needs on disk and says what to run.</summary>
    /// <exception cref="WorldException">A program or folder is unusable; the message names it and the remedy.</exception>
    Task<IReadOnlyList<ProcessSpec>> PlanAsync(WorldPlan plan, CancellationToken cancellationToken);
}
