using ActiveActive.Protocol.Ownership;

namespace ActiveActive.Simulation.Strong;

/// <summary>Draws faults one after another: cuts in one direction or both, isolation, pauses, kills, zombies, store failures, arbiter outages, and the
/// operator's hand-overs and departures.</summary>
internal sealed class FaultPlan(StrongSimulation simulation)
{
    private readonly World _world = simulation.World;

    public void Begin() => _world.At(_world.Between(3_000, 6_000), Next);

    private void Next()
    {
        if (simulation.IsHealing) return;
        Inject();
        _world.At(_world.Between(200, 4_000), Next);
    }

    private void Inject()
    {
        var site = _world.Pick(simulation.Sites);
        var other = simulation.Sites.Single(s => s != site);
        var store = simulation.Store(site);
        switch (_world.Random.Next(simulation.Options.OnlyTheSiteLinkFails ? 2 : simulation.Options.ArbiterForgets ? 15 : 14))
        {
            case 0:
                Cut(_world.Between(300, 9_000), (site.Value, other.Value), (other.Value, site.Value));
                break;
            case 1:
                Cut(_world.Between(300, 9_000), (site.Value, other.Value));
                break;
            case 2:
                Cut(_world.Between(300, 12_000), (site.Value, Links.Arbiter), (Links.Arbiter, site.Value));
                break;
            case 3:
                Cut(_world.Between(300, 9_000), (Links.Arbiter, site.Value));
                break;
            case 4:
                Cut(_world.Between(1_000, 12_000), (site.Value, other.Value), (other.Value, site.Value), (site.Value, Links.Arbiter), (Links.Arbiter, site.Value));
                break;
            case 5 or 6:
                if (_world.Chance(0.5)) HolderOr(site)?.Pause(_world.Between(50, 12_000));
                else HolderOr(site)?.PauseAfterNextSend(_world.Between(3_000, 12_000));
                break;
            case 7:
                if (HolderOr(site) is not { } killed) break;
                killed.Kill();
                simulation.Restart(killed);
                break;
            case 8:
                // A supervisor gave up on a process that only sleeps: its successor has the same name.
                if (HolderOr(site) is not { } sleeper) break;
                sleeper.Pause(_world.Between(3_000, 12_000));
                simulation.Restart(sleeper);
                break;
            case 9:
                store.IsDown = true;
                _world.Note("store down", 0, () => site.Value);
                _world.At(_world.Between(100, 8_000), () => store.IsDown = false);
                break;
            case 10 when !simulation.Options.ArbiterForgets:
                store.IsDown = true;
                _world.Note("store loses its tail", 0, () => site.Value);
                store.LoseTail();
                _world.At(_world.Between(100, 3_000), () => store.IsDown = false);
                break;
            case 11:
                store.Slowness = _world.Random.Next(10, 900);
                _world.At(_world.Between(500, 5_000), () => store.Slowness = 0);
                break;
            case 12:
                var group = new GroupId(_world.Random.Next(simulation.Options.Groups));
                if (simulation.Route(group) is { } holder)
                {
                    if (_world.Chance(0.2)) holder.Leave();
                    else holder.HandOver(group, _world.Pick(simulation.Sites));
                }

                break;
            case 13:
                simulation.Arbiter.IsDown = true;
                _world.Note("arbiter down");
                _world.At(_world.Between(200, 7_000), () => simulation.Arbiter.IsDown = false);
                break;
            case 10:
            default:
                simulation.Arbiter.Forget(_world.Random.Next(1, 6));
                break;
        }
    }

    private void Cut(long duration, params (string From, string To)[] ways)
    {
        _world.Note("cut", duration, () => $"{string.Join(' ', ways.Select(w => $"{w.From}>{w.To}"))} for {duration / 1000} ms");
        foreach (var (from, to) in ways) simulation.Links.Cut(from, to, true);
        _world.At(duration, () =>
        {
            foreach (var (from, to) in ways) simulation.Links.Cut(from, to, false);
        });
    }

    /// <summary>Mostly somebody who matters.</summary>
    private SimulatedSilo? HolderOr(SiteId site)
    {
        var group = new GroupId(_world.Random.Next(simulation.Options.Groups));
        if (_world.Chance(0.7) && simulation.Processes.FirstOrDefault(p => p.IsAlive && p.WouldRead(group)) is { } holder) return holder;
        var there = simulation.Processes.Where(p => p.IsAlive && p.Site == site).ToArray();
        return there.Length == 0 ? null : _world.Pick(there);
    }
}
