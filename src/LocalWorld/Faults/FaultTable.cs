using ActiveActive.World;

namespace ActiveActive.LocalWorld.Faults;

/// <summary>
/// The faults of this world, active and over, and what the active ones ask for together. Pure: the clock is an input. Not for concurrent use.
/// </summary>
/// <remarks>Bounded: <see cref="MaxActive"/> active ones, and <see cref="MaxOver"/> that are over.</remarks>
internal sealed class FaultTable
{
    /// <summary>Most faults at one time.</summary>
    public const int MaxActive = 32;

    /// <summary>Faults that are over and still told.</summary>
    public const int MaxOver = 100;

    private readonly List<Fault> _faults = [];
    private int _lastId;

    /// <summary>All faults, oldest first.</summary>
    public IReadOnlyList<Fault> All => _faults;

    /// <summary>When the next one ends by itself; null when none is active.</summary>
    public DateTimeOffset? NextEnd => _faults.Where(f => f.State == Fault.Active).Min(f => (DateTimeOffset?)f.Until);

    /// <summary>Enters a fault that begins now.</summary>
    /// <param name="order">What is ordered.</param>
    /// <param name="incarnations">The running incarnations of the processes it is ordered against.</param>
    /// <param name="now">The time.</param>
    /// <exception cref="OverloadedException">Too many are active.</exception>
    public Fault Add(FaultOrder order, IReadOnlyDictionary<string, int> incarnations, DateTimeOffset now)
    {
        if (_faults.Count(f => f.State == Fault.Active) >= MaxActive)
            throw new OverloadedException($"{MaxActive} faults are active: end some of them first.", TimeSpan.FromSeconds(FaultRules.DefaultSeconds));
        var fault = new Fault(
            $"f{++_lastId}", order, incarnations, now, order.IsInstant ? now : now + order.Duration, order.IsInstant ? Fault.Expired : Fault.Active, null);
        _faults.Add(fault);
        Forget();
        return fault;
    }

    /// <summary>The fault of that id; null when there is none.</summary>
    public Fault? Find(string id) => _faults.Find(f => f.Id == id);

    /// <summary>Ends a fault before its time. One that is over stays as it is.</summary>
    /// <returns>The fault as it is now; null when there is none of that id.</returns>
    public Fault? Heal(string id, DateTimeOffset now) =>
        Find(id) is { } fault ? fault.State == Fault.Active ? Replace(fault with { State = Fault.Healed, Until = now }) : fault : null;

    /// <summary>The fault could not be carried out.</summary>
    public Fault? Fail(string id, string detail, DateTimeOffset now) =>
        Find(id) is { } fault ? Replace(fault with { State = Fault.Failed, Detail = detail, Until = now }) : null;

    /// <summary>Ends what has run its time.</summary>
    /// <returns>The faults that ended.</returns>
    public IReadOnlyList<Fault> Expire(DateTimeOffset now) =>
        [.. _faults.Where(f => f.State == Fault.Active && f.Until <= now).ToArray().Select(f => Replace(f with { State = Fault.Expired }))];

    /// <summary>What the active faults ask for together.</summary>
    public DesiredFaults Desired()
    {
        var active = _faults.Where(f => f.State == Fault.Active).ToArray();
        var held = active.Where(f => f.Order is { Kind: FaultKinds.Kill, Resolved.Site: not null }).Select(f => f.Order.Resolved.Site!);
        var paused = active.Where(f => f.Order.Kind == FaultKinds.Pause).SelectMany(f => f.Incarnations.Select(i => (i.Key, i.Value)));
        var connections = new Dictionary<(string, int), (string, DateTimeOffset)>();
        foreach (var fault in active.Where(f => f.Order.Kind is FaultKinds.Stall or FaultKinds.Refuse))
            foreach (var (process, incarnation) in fault.Incarnations) connections[(process, incarnation)] = (fault.Order.Kind, fault.Until);
        var links = active.SelectMany(f => f.Order.Resolved.Links.Select(l => (Link: l, Fault: f))).GroupBy(p => p.Link, p => p.Fault)
            .ToDictionary(g => g.Key, Combine);
        return new DesiredFaults(held.ToHashSet(), paused.ToHashSet(), connections, links);
    }

    /// <summary>A direction is cut while any fault cuts it, and late by the longest delay; each end of one of them is a new combination.</summary>
    private static LinkFault Combine(IEnumerable<Fault> faults)
    {
        var all = faults.ToArray();
        return new LinkFault(all.Any(f => f.Order.Kind == FaultKinds.Cut), all.Max(f => f.Order.Delay), all.Max(f => f.Until));
    }

    private Fault Replace(Fault fault) => _faults[_faults.FindIndex(f => f.Id == fault.Id)] = fault;

    private void Forget()
    {
        foreach (var old in _faults.Where(f => f.State != Fault.Active).SkipLast(MaxOver).ToArray()) _faults.Remove(old);
    }
}
