using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.Simulation.Strong;

/// <summary>
/// The arbiter as one linearizable register with delays, lost requests, lost answers, stragglers and outages, per site. Its three members are
/// abstracted into this: that an agreement protocol over three members behaves so is what the conformance suite checks on real ones; what matters here
/// is everything a client of it can experience. Its total loss of memory is a separate mode, see <see cref="StrongOptions.ArbiterForgets"/>.
/// </summary>
internal sealed class SimulatedArbiter(World world, Links links, Mutant mutant, Invariants invariants)
{
    private readonly ArbiterRegister _register = new();
    private readonly List<(ArbiterRevision Revision, ArbiterEntry[] Entries)> _history = [];

    public ArbiterRegister Register => _register;

    /// <summary>No majority: nothing is answered, nothing is applied.</summary>
    public bool IsDown { get; set; }

    public bool KeepsHistory { get; init; }

    public void Read(SiteId site, Action<ArbiterRead> answer) => Travel(site, () => Return(site, () => answer(_register.List("ownership/"))));

    public void Commit(SiteId site, ArbiterTransaction transaction, Action<ArbiterCommit> answer) => Travel(site, () =>
    {
        var outcome = Apply(transaction);
        Return(site, () => answer(outcome));
    });

    /// <summary>Applies at once; for the operator before the schedule begins, and for planted mistakes.</summary>
    public ArbiterCommit Apply(ArbiterTransaction transaction)
    {
        if (mutant == Mutant.BlindPut) transaction = Rebase(transaction);
        if (KeepsHistory) _history.Add((_register.Revision, [.. _register.Entries]));
        ArbiterEntry[] before = [.. transaction.Writes.Select(w => _register.Read(w.Key))];
        var outcome = _register.Apply(transaction);
        world.Note("arbiter", (int)outcome.Status, () => $"{outcome.Status} " + string.Join(' ', transaction.Writes.Select(w => $"{w.Key}{w.Expected}")));
        if (outcome.Status == ArbiterCommitStatus.Committed)
            foreach (var (entry, write) in before.Zip(transaction.Writes))
                if (write.Kind == ArbiterWriteKind.Put) invariants.OnRecord(entry, _register.Read(write.Key));
        return outcome;
    }

    /// <summary>The same writes on whatever revisions there are now: a put without a comparison.</summary>
    public ArbiterTransaction Rebase(ArbiterTransaction transaction) => transaction.Writes.Aggregate(ArbiterTransaction.Empty, (rebased, write) =>
        write.Kind == ArbiterWriteKind.Put ? rebased.Put(write.Key, _register.Read(write.Key).Revision, write.Value) : rebased);

    /// <summary>Forgets its last transactions; revisions go on from where they were, as a new leader's would.</summary>
    public void Forget(int transactions)
    {
        if (_history.Count == 0) return;
        var (_, entries) = _history[Math.Max(0, _history.Count - transactions)];
        _register.Restore(_register.Revision, entries);
        _history.Clear();
        world.Note("arbiter forgets", transactions);
    }

    private void Travel(SiteId site, Action arrive)
    {
        if (IsDown || links.IsCut(site.Value, Links.Arbiter)) return;
        var delay = world.Between(0.5, 8);
        // A request whose client has long given up may still be applied.
        if (world.Mishap(0.01)) delay += world.Between(100, 7_000);
        world.At(delay, () =>
        {
            if (!IsDown) arrive();
        });
    }

    private void Return(SiteId site, Action arrive)
    {
        if (world.Mishap(0.005)) return;
        var delay = world.Mishap(0.02) ? world.Between(10, 950) : world.Between(0.5, 8);
        world.At(delay, () =>
        {
            if (!links.IsCut(Links.Arbiter, site.Value)) arrive();
        });
    }
}
