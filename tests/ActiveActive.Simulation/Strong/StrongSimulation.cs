using ActiveActive.Drills.Checkers;
using ActiveActive.Drills.Histories;
using ActiveActive.Protocol.Ownership;

namespace ActiveActive.Simulation.Strong;

/// <summary>
/// One schedule: two sites with silos, stores and links, an arbiter, clients, and faults drawn from the seed; then everything is healed and must become
/// well again. The same options give the same trace, event by event.
/// </summary>
public sealed class StrongSimulation
{
    private readonly List<SimulatedSilo> _processes = [];
    private readonly List<RecordedOperation> _history = [];
    private readonly List<SimulatedClient> _clients = [];
    private readonly Dictionary<string, int> _runs = new(StringComparer.Ordinal);
    private readonly SimulatedStore[] _stores;

    private StrongSimulation(StrongOptions options)
    {
        Options = options;
        World = new World(options.Seed, options.Trace);
        Timings = new LeaseTimings
        {
            // A small margin leaves mistakes less room to hide; it is legal as long as the set validates.
            Margin = TimeSpan.FromMilliseconds(World.Chance(0.5) ? 50 : 500),
            JoinTimeout = TimeSpan.FromSeconds(3),
        };
        Invariants = new Invariants(this);
        Links = new Links(World);
        Arbiter = new SimulatedArbiter(World, Links, options.Mutant, Invariants) { KeepsHistory = options.ArbiterForgets };
        _stores = [.. Sites.Select(s => new SimulatedStore(World, s, options.Groups, options.Mutant, Invariants))];
    }

    internal StrongOptions Options { get; }

    internal World World { get; }

    internal LeaseTimings Timings { get; }

    /// <summary>The same everywhere, unless it is planted that the silos of one site wait less than the others' leases last.</summary>
    internal LeaseTimings TimingsOf(SiteId site) => Options.Mutant == Mutant.ImpatientChallenger && site == Sites[1]
        ? new LeaseTimings
        {
            Duration = TimeSpan.FromSeconds(2),
            Margin = TimeSpan.FromMilliseconds(50),
            RenewEvery = TimeSpan.FromMilliseconds(400),
            ArbiterTimeout = TimeSpan.FromMilliseconds(400),
            ArbiterElection = TimeSpan.FromMilliseconds(400),
        }
        : Timings;

    internal IReadOnlyList<SiteId> Sites { get; } = [SiteId.Parse("a"), SiteId.Parse("b")];

    internal Links Links { get; }

    internal SimulatedArbiter Arbiter { get; }

    internal Invariants Invariants { get; }

    internal IReadOnlyList<SimulatedSilo> Processes => _processes;

    internal bool IsHealing { get; private set; }

    /// <summary>Runs one schedule.</summary>
    public static ScheduleResult Run(StrongOptions options)
    {
        var simulation = new StrongSimulation(options);
        string? violation = null;
        var undecided = 0;
        try
        {
            simulation.Play();
            undecided = simulation.Judge();
        }
        catch (InvariantBrokenException broken)
        {
            violation = $"{simulation.World.Now / 1_000_000.0:f6} s: {broken.Message}";
        }
        catch (InvalidOperationException bug)
        {
            violation = $"{simulation.World.Now / 1_000_000.0:f6} s: a machine gave up: {bug.Message}";
        }

        return new(
            options.Seed, violation, undecided, simulation.World.Events, simulation._history.Count, simulation.Invariants.Acknowledged, simulation.Invariants.Holds,
            simulation.Invariants.SetChanges, simulation.World.Digest, simulation.World.Trace);
    }

    internal SimulatedStore Store(SiteId site) => _stores[site == Sites[0] ? 0 : 1];

    /// <summary>A process a client might call: usually the one on record, sometimes any, also one that should be gone.</summary>
    internal SimulatedSilo? Route(GroupId group)
    {
        var alive = _processes.Where(p => p.IsAlive).ToArray();
        if (alive.Length == 0) return null;
        var holder = Invariants.Record(group).Holder;
        var recorded = alive.FirstOrDefault(p => p.Ownership.Self == holder);
        return recorded is null || World.Chance(0.25) ? World.Pick(alive) : recorded;
    }

    /// <summary>Starts the next run of a silo, after a moment.</summary>
    internal void Restart(SimulatedSilo process)
    {
        var run = ++_runs[process.Name];
        World.At(World.Between(50, 2_000), () =>
        {
            if (_runs[process.Name] == run) _processes.Add(new SimulatedSilo(this, process.Site, process.Name, run));
            _processes.RemoveAll(p => !p.IsAlive);
        });
    }

    private void Play()
    {
        Arbiter.Apply(OwnershipOperations.Create(
            Enumerable.Range(0, Options.Groups).Select(i => new GroupId(i)), [.. _stores.Select(s => s.Member)], g => Sites[g.Value % 2]));
        foreach (var site in Sites)
            for (var i = 1; i <= Options.SilosPerSite; i++)
            {
                _runs[$"{site}{i}"] = 0;
                _processes.Add(new SimulatedSilo(this, site, $"{site}{i}", 0));
            }

        for (var i = 0; i < Options.Clients; i++) _clients.Add(new SimulatedClient(this, $"c{i}", _history));
        new FaultPlan(this).Begin();
        World.RunUntil((long)Options.Faults.TotalMicroseconds, Invariants.Check);
        Heal();
        World.RunUntil((long)(Options.Faults + Options.Healing).TotalMicroseconds, Invariants.Check);
        foreach (var client in _clients) client.Stop();
    }

    private void Heal()
    {
        IsHealing = true;
        World.Note("healed");
        World.IsCalm = true;
        Links.Heal();
        Arbiter.IsDown = false;
        foreach (var store in _stores) (store.IsDown, store.Slowness) = (false, 0);
        foreach (var process in _processes.ToArray()) process.Wake();
    }

    /// <summary>I6, I7 and I9, at the end.</summary>
    private int Judge()
    {
        if (Options.ArbiterForgets) return 0;
        var undecided = 0;
        for (var i = 0; i < Options.Groups; i++)
        {
            var group = new GroupId(i);
            var history = _history.Where(o => o.Key == group.ToString()).ToArray();
            var report = i % 2 == 1 ? LinearizabilityChecker.Check(history, new CounterModel(), 200_000) : LinearizabilityChecker.Check(history, new RegisterModel(), 200_000);
            if (report.Verdict == LinearizabilityVerdict.NotLinearizable) throw new InvariantBrokenException($"I6 {report.Explanation}");
            if (report.Verdict == LinearizabilityVerdict.Undecided) undecided++;
            JudgeRecovery(group, history);
        }

        return undecided;
    }

    private void JudgeRecovery(GroupId group, IReadOnlyList<RecordedOperation> history)
    {
        var record = Invariants.Record(group);
        // Every store that had everything has lost data: the group stays down until an operator decides. Nothing else may keep it down.
        if (!record.InSync.Any(m => Store(m.Site).Member == m)) return;
        if (!_processes.Any(p => p.Serves(group))) throw new InvariantBrokenException($"I9 {group}: nobody serves it {Options.Healing} after healing; recorded {record}");
        if (record.InSync.Count != Sites.Count) throw new InvariantBrokenException($"I9 {group}: the set is not whole {Options.Healing} after healing; recorded {record}");
        var late = history.Where(o => o.Kind != OperationKind.Read && o.InvokedAt > World.Now - 10_000_000).ToArray();
        if (late.Length >= 3 && late.All(o => o.Outcome != RecordedOutcome.Applied))
            throw new InvariantBrokenException($"I9 {group}: none of the last {late.Length} writes was acknowledged");
        if (group.Value % 2 == 0) return;
        var holder = _processes.First(p => p.Serves(group)).Ownership.Holders[group];
        var store = Store(record.InSync[0].Site);
        var state = store.State(group).Copy();
        foreach (var entry in store.Log(group).Entries.Where(e => e.Sequence <= holder.Committed)) state.Apply(entry);
        var broken = CounterBounds.Check(history, new Dictionary<string, long> { [group.ToString()] = state.Value ?? 0 });
        if (broken.Count > 0) throw new InvariantBrokenException($"I7 {broken[0]}");
    }
}
