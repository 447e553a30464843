using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Processes;
using ActiveActive.World;

namespace ActiveActive.LocalWorld.Supervision;

/// <summary>All processes of the world, in stages: stores serve before silos start, silos before gateways are waited for; stopping goes backwards.</summary>
internal sealed class Supervisor(IReadOnlyList<SupervisedProcess> processes)
{
    /// <summary>Roles that start together. Silos and gateways do: a gateway waits for its clusters by itself.</summary>
    private static readonly ProcessRole[][] Stages =
        [[ProcessRole.Store, ProcessRole.Sql, ProcessRole.Arbiter, ProcessRole.Hub], [ProcessRole.Silo, ProcessRole.Gateway]];

    private static readonly ProcessRole[][] StopOrder =
        [[ProcessRole.Gateway], [ProcessRole.Silo], [ProcessRole.Hub, ProcessRole.Arbiter], [ProcessRole.Store, ProcessRole.Sql]];

    /// <summary>The processes, in the order of their plan.</summary>
    public IReadOnlyList<SupervisedProcess> Processes => processes;

    /// <summary>The process of that name; null when there is none.</summary>
    public SupervisedProcess? Find(string name) => processes.FirstOrDefault(p => p.Spec.Name == name);

    /// <summary>The processes of a site.</summary>
    public IReadOnlyList<SupervisedProcess> OfSite(string site) => [.. processes.Where(p => p.Spec.Site == site)];

    /// <summary>Starts everything, stage by stage.</summary>
    /// <exception cref="WorldException">A process cannot be started or gives up.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var stage in Stages)
        {
            var members = processes.Where(p => stage.Contains(p.Spec.Role)).ToArray();
            foreach (var process in members) process.Start();
            // Not WhenAll: that tells of a process that cannot start only when all others have started.
            await foreach (var up in Task.WhenEach(members.Select(p => UpAsync(p, cancellationToken)))) await up;
        }
    }

    /// <summary>Kills all processes of a site and keeps them down.</summary>
    public void HoldSite(string site)
    {
        foreach (var process in OfSite(site)) process.Hold();
    }

    /// <summary>Lets the processes of a site run again, stage by stage. Ends early when the site is held again.</summary>
    public async Task ReleaseSiteAsync(string site, CancellationToken cancellationToken)
    {
        foreach (var stage in Stages)
        {
            var members = processes.Where(p => p.Spec.Site == site && stage.Contains(p.Spec.Role)).ToArray();
            foreach (var process in members) process.Release();
            await Task.WhenAll(members.Select(p => p.WaitAsync(s => s.Status == WorldStatus.Up || s.Final, cancellationToken)));
        }
    }

    /// <summary>Ends everything in good order, callers first and stores last.</summary>
    /// <param name="hurry">Cancelled when there is no more time for good order.</param>
    public async Task StopAsync(CancellationToken hurry)
    {
        foreach (var stage in StopOrder)
            await Task.WhenAll(processes.Where(p => stage.Contains(p.Spec.Role)).Select(p => p.StopAsync(hurry)));
    }

    private static async Task UpAsync(SupervisedProcess process, CancellationToken cancellationToken)
    {
        var state = await process.WaitAsync(s => s.Status == WorldStatus.Up || s.Final, cancellationToken);
        if (state.Status == WorldStatus.Up) return;
        var said = process.LastLines is { Count: > 0 } lines ? $" Its last words: {string.Join(" / ", lines.TakeLast(3))}" : "";
        throw new WorldException($"{process.Spec.Name} does not start: {state.Detail}.{said} (log: {process.LogPath})");
    }
}
