using ActiveActive.Drills.Histories;
using ActiveActive.Protocol.Arbiter;
using ActiveActive.Protocol.Ownership;

namespace ActiveActive.Simulation.Strong;

/// <summary>
/// One process of a silo: the product's <see cref="SiloOwnership"/> with its holders, a clock of its own, and the thin wiring a real host has. May be
/// paused, which keeps everything that arrives until it wakes, and killed. A name may have a paused process and its successor at once.
/// </summary>
internal sealed class SimulatedSilo
{
    private readonly StrongSimulation _simulation;
    private readonly World _world;
    private readonly double _rate;
    private readonly long _offset;
    private readonly List<Action> _deferred = [];
    private readonly Dictionary<GroupId, HostedGroup> _hosted = [];
    private readonly Dictionary<GroupId, (LogCopy Log, GroupState State)> _earlyCopies = [];
    private readonly SiloOwnership _ownership;
    private TimeSpan _clockShift;
    private long _pauseAfterSend;

    public SimulatedSilo(StrongSimulation simulation, SiteId site, string name, int run)
    {
        (_simulation, _world) = (simulation, simulation.World);
        // Drift up to the limit the timings allow for, in either direction.
        _rate = 1 + (((_world.Random.NextDouble() * 2) - 1) * simulation.Timings.DriftRate);
        _offset = _world.Between(0, 1_000_000);
        _ownership = new SiloOwnership(new SiloIncarnation(site, name, $"{name}.{run}"), simulation.Sites, simulation.TimingsOf(site));
        _world.At(_world.Between(0, 200), Tick);
    }

    public SiteId Site => _ownership.Self.Site;

    public string Name => _ownership.Self.Silo;

    public bool IsAlive { get; private set; } = true;

    public bool IsPaused { get; private set; }

    public SiloOwnership Ownership => _ownership;

    /// <summary>This process's monotonic clock, at this instant.</summary>
    public MonotonicTime Now => new(TimeSpan.FromMicroseconds(_offset + (_rate * _world.Now)));

    /// <summary>Whether a read that reached this process now would be answered; what I8 compares.</summary>
    public bool WouldRead(GroupId group)
    {
        if (!IsAlive || !_hosted.TryGetValue(group, out var hosted) || hosted.Holder.Phase != HolderPhase.Serving) return false;
        return _simulation.Options.Mutant switch
        {
            Mutant.ReadWithoutLease => true,
            Mutant.SiteWideLease => _simulation.Processes.Any(p => p.Site == Site && p.IsAlive && !p.IsPaused && p.Now < p.Ownership.LeaseDeadline),
            _ => _ownership.Serves(group, MachineNow),
        };
    }

    /// <summary>Falls asleep right behind the next transaction or write that leaves: what comes of it is learned late.</summary>
    public void PauseAfterNextSend(long duration) => _pauseAfterSend = duration;

    public bool Serves(GroupId group) => IsAlive && !IsPaused && WouldRead(group);

    public void Kill()
    {
        IsAlive = false;
        _world.Note("killed", 0, _ownership.Self.ToString);
    }

    public void Pause(long duration)
    {
        if (IsPaused || !IsAlive) return;
        IsPaused = true;
        _world.Note("paused", duration, () => $"{_ownership.Self} for {duration / 1000} ms");
        _world.At(duration, Wake);
    }

    public void Wake()
    {
        if (!IsPaused) return;
        IsPaused = false;
        _world.Note("woke", 0, _ownership.Self.ToString);
        // Timers, answers and requests are all due at once, and come in no particular order.
        foreach (var action in _deferred) _world.At(_world.Between(0, 30), () => Run(action));
        _deferred.Clear();
    }

    public void HandOver(GroupId group, SiteId site) => Run(() =>
    {
        var isBegun = _ownership.HandOver(group, site, MachineNow);
        _world.Note("hand-over", group.Value, () => $"{group} {_ownership.Self} to {site}: {isBegun}");
    });

    public void Leave() => Run(() =>
    {
        _world.Note("leaves", 0, _ownership.Self.ToString);
        _ownership.Leave(MachineNow);
    });

    /// <summary>A client's request as it arrives.</summary>
    public void Take(ClientRequest request) => Run(() =>
    {
        if (!_hosted.TryGetValue(request.Group, out var hosted) || !WouldRead(request.Group))
        {
            Answer(request, new ClientAnswer(RecordedOutcome.NotApplied, default));
            return;
        }

        if (request.Kind == OperationKind.Read)
        {
            var shown = _simulation.Options.Mutant == Mutant.ReadUncommitted ? hosted.Speculative : hosted.Committed;
            Answer(request, new ClientAnswer(RecordedOutcome.Applied, new OperationResult(true, shown.Value)));
            return;
        }

        Write(hosted, request);
    });

    /// <summary>The instant the machine is told; the same as the clock unless a mistake is planted.</summary>
    private MonotonicTime MachineNow => Now - _clockShift;

    private void Write(HostedGroup hosted, ClientRequest request)
    {
        var operation = request.Operation;
        if (_simulation.Options.Mutant == Mutant.NoDeduplication) operation = OperationId.Parse($"{operation}/{_world.Random.Next()}");
        if (hosted.Committed.ResultOf(operation) is { } known)
        {
            Answer(request, new ClientAnswer(RecordedOutcome.Applied, known));
            return;
        }

        if (hosted.Speculative.ResultOf(operation) is null)
        {
            var body = GroupState.Encode(request.Kind, request.Argument, request.Expected);
            if (hosted.Holder.Submit(operation, body, MachineNow) is not { } place)
            {
                Answer(request, new ClientAnswer(RecordedOutcome.NotApplied, default));
                return;
            }

            hosted.Speculative.Apply(new LogEntry(hosted.Holder.Epoch, place, operation, body));
        }

        hosted.Wait(operation, request);
    }

    /// <summary>One timer: while the process sleeps it comes due once, and not once per period.</summary>
    private void Tick() => Run(() =>
    {
        _ownership.Tick(MachineNow);
        _world.At(_world.Between(60, 140), Tick);
    });

    /// <summary>Everything that happens in this process goes through here.</summary>
    private void Run(Action action)
    {
        if (!IsAlive) return;
        if (IsPaused)
        {
            _deferred.Add(action);
            return;
        }

        action();
        CarryOut();
        _simulation.Invariants.OnProcess();
    }

    private void FallAsleep()
    {
        if (_pauseAfterSend == 0) return;
        var duration = _pauseAfterSend;
        _pauseAfterSend = 0;
        _world.At(0, () => Pause(duration));
    }

    private void CarryOut()
    {
        bool isQuiet;
        do
        {
            isQuiet = true;
            foreach (var output in _ownership.TakeOutput())
            {
                isQuiet = false;
                CarryOut(output);
            }

            foreach (var hosted in _hosted.Values.ToArray())
            {
                foreach (var output in hosted.Holder.TakeOutput())
                {
                    isQuiet = false;
                    CarryOut(hosted, output);
                }

                if (_simulation.Options.Mutant == Mutant.AcknowledgeBeforeShrink) AcknowledgeEarly(hosted);
            }
        }
        while (!isQuiet);
    }

    private void CarryOut(OwnershipOutput output)
    {
        switch (output)
        {
            case ReadOwnership read:
                _simulation.Arbiter.Read(Site, answer => Run(() => _ownership.OnRead(read.Request, Doctor(answer), MachineNow)));
                break;
            case CommitOwnership commit:
                Commit(commit);
                FallAsleep();
                break;
            case ProbeStore:
                var sentAt = Now;
                _simulation.Store(Site).Probe(incarnation => Run(() => _ownership.OnStoreWritten(incarnation, sentAt - _clockShift)));
                break;
            case HoldGroup hold:
                _hosted[hold.Holder.Group] = new HostedGroup(hold.Holder);
                _simulation.Invariants.OnHold();
                _world.Note("holds", hold.Holder.Group.Value, () => $"{hold.Holder.Group} {_ownership.Self} {hold.Holder.Epoch}");
                break;
            case IncarnationEnded ended:
                _world.Note("ended", (int)ended.Reason, () => $"{_ownership.Self}: {ended.Reason}");
                foreach (var hosted in _hosted.Values.ToArray())
                    foreach (var rest in hosted.Holder.TakeOutput()) CarryOut(hosted, rest);
                IsAlive = false;
                _simulation.Restart(this);
                break;
        }
    }

    private void Commit(CommitOwnership commit)
    {
        var transaction = Tamper(commit.Transaction);
        var sentAt = Now;
        var isAnswered = false;
        void Finish(ArbiterCommit outcome) => Run(() =>
        {
            if (isAnswered) return;
            isAnswered = true;
            if (_simulation.Options.Mutant == Mutant.BlindRetry && outcome.Status == ArbiterCommitStatus.Unknown)
                outcome = _simulation.Arbiter.Apply(_simulation.Arbiter.Rebase(transaction));
            // Planted: the machine's clock is set back by the time the answer took, which is to count the lease from the answer.
            if (_simulation.Options.Mutant == Mutant.DeadlineFromAnswer && outcome.Status == ArbiterCommitStatus.Committed) _clockShift = Now - sentAt;
            _ownership.OnCommit(commit.Request, Doctor(outcome), MachineNow);
        });
        if (_simulation.Links.IsCut(Site.Value, Links.Arbiter) && _world.Chance(0.5))
        {
            _world.At(_world.Between(1, 400), () => Finish(ArbiterCommit.Unavailable("no member could be reached")));
            return;
        }

        _simulation.Arbiter.Commit(Site, transaction, Finish);
        _world.At((long)(_simulation.Timings.ArbiterTimeout.TotalMicroseconds / _rate), () => Finish(ArbiterCommit.Unknown("no answer in time")));
    }

    private void CarryOut(HostedGroup hosted, HolderOutput output)
    {
        switch (output)
        {
            case SendToStore send:
                Send(hosted, send);
                if (_world.Chance(0.3)) FallAsleep();
                break;
            case HolderRecovered recovered:
                hosted.Committed = _simulation.Store(Site).State(hosted.Holder.Group).Copy();
                foreach (var entry in recovered.Log.Entries.Where(e => e.Sequence <= recovered.Log.Committed)) hosted.Committed.Apply(entry);
                break;
            case HolderCommitted committed:
                foreach (var entry in committed.Entries) Acknowledge(hosted, entry);
                if (_world.Chance(0.1)) hosted.Holder.OnCheckpointed(_world.Pick(_simulation.Sites), hosted.Holder.Committed);
                break;
            case HolderServing:
                hosted.Speculative = hosted.Committed.Copy();
                break;
            case HolderClosed closed:
                _world.Note("closed", hosted.Holder.Group.Value, () => $"{hosted.Holder.Group} {_ownership.Self} {hosted.Holder.Epoch}: {closed.Reason}");
                foreach (var request in hosted.AllWaiting()) Answer(request, new ClientAnswer(RecordedOutcome.Unknown, default));
                if (_hosted.TryGetValue(hosted.Holder.Group, out var current) && current == hosted) _hosted.Remove(hosted.Holder.Group);
                break;
        }
    }

    private void Send(HostedGroup hosted, SendToStore send)
    {
        var group = hosted.Holder.Group;
        var request = send.Request;
        var own = _simulation.Store(Site);
        if (_simulation.Options.Mutant == Mutant.CopyBeforeReceipt && request.Kind == StoreRequestKind.BeginJoin)
            _earlyCopies[group] = (own.Log(group).Copy(), own.State(group).Copy());
        GroupState? copied = null;
        if (request.Kind == StoreRequestKind.Install)
        {
            // The copy is read from the own store now, and travels then.
            if (own.IsDown || own.Incarnation != request.SourceIncarnation) return;
            (var log, copied) = _simulation.Options.Mutant == Mutant.CopyBeforeReceipt ? _earlyCopies[group] : (own.Log(group).Copy(), own.State(group).Copy());
            request = request with { Copy = log };
        }

        _simulation.Links.Send(Site.Value, send.Site.Value, () => _simulation.Store(send.Site).Take(group, request, copied, reply =>
            _simulation.Links.Send(send.Site.Value, Site.Value, () => Run(() =>
            {
                if (_simulation.Options.Mutant == Mutant.DropUncommittedSuffix && request.Kind == StoreRequestKind.Fence)
                    reply = reply with { Log = reply.Log is { } log ? log with { Entries = [.. log.Entries.Where(e => e.Sequence <= reply.Committed)] } : null };
                hosted.Holder.OnReply(send.Site, request, reply, MachineNow);
                if (send.Site == Site && request.Kind == StoreRequestKind.Append && reply.Status == LogStatus.Accepted) hosted.OwnConfirmed = Math.Max(hosted.OwnConfirmed, reply.Confirmed);
            }))));
    }

    private void Acknowledge(HostedGroup hosted, LogEntry entry)
    {
        var result = hosted.Committed.Apply(entry);
        foreach (var request in hosted.Waiting(entry.Operation))
        {
            _simulation.Invariants.OnAcknowledged(hosted.Holder.Group, entry.Operation);
            Answer(request, new ClientAnswer(RecordedOutcome.Applied, result));
        }
    }

    private void AcknowledgeEarly(HostedGroup hosted)
    {
        if (hosted.Holder.Phase != HolderPhase.Serving || hosted.Holder.WantedSet(MachineNow) is not { Count: 1 } || hosted.Holder.Required.Count < 2) return;
        foreach (var operation in hosted.WaitingOperations())
            if (hosted.OwnConfirmed >= hosted.Holder.Last && hosted.Speculative.ResultOf(operation) is { } result)
                foreach (var request in hosted.Waiting(operation))
                {
                    _simulation.Invariants.OnAcknowledged(hosted.Holder.Group, operation);
                    Answer(request, new ClientAnswer(RecordedOutcome.Applied, result));
                }
    }

    private void Answer(ClientRequest request, ClientAnswer answer) =>
        _world.At(_world.Between(0.1, 3), () => request.Client.Take(request, answer));

    /// <summary>Planted: the own store is shown in every set.</summary>
    private ArbiterEntry Doctor(ArbiterEntry entry)
    {
        if (_simulation.Options.Mutant != Mutant.TakeOverFromOutside || !entry.Exists || !OwnershipKeys.TryParseGroup(entry.Key, out _)) return entry;
        var record = OwnershipRecords.DecodeGroup(entry.Value.Span);
        return record.Holder?.Site == Site || record.InSync.Any(m => m.Site == Site)
            ? entry
            : entry with { Value = OwnershipRecords.Encode(record with { InSync = [.. record.InSync, _simulation.Store(Site).Member] }) };
    }

    private ArbiterRead Doctor(ArbiterRead read) => read with { Entries = [.. read.Entries.Select(Doctor)] };

    private ArbiterCommit Doctor(ArbiterCommit commit) => commit with { Current = [.. commit.Current.Select(Doctor)] };

    private ArbiterTransaction Tamper(ArbiterTransaction transaction)
    {
        if (_simulation.Options.Mutant is not (Mutant.TakeOverWithoutTombstone or Mutant.TakeOverKeepsLostSite)) return transaction;
        var own = OwnershipKeys.Session(Site, Name);
        var tampered = ArbiterTransaction.Empty;
        foreach (var write in transaction.Writes)
        {
            var value = write.Value;
            if (_simulation.Options.Mutant == Mutant.TakeOverWithoutTombstone && write.Key != own && OwnershipKeys.TryParseSession(write.Key, out _, out _)) continue;
            if (_simulation.Options.Mutant == Mutant.TakeOverKeepsLostSite && write.Kind == ArbiterWriteKind.Put && OwnershipKeys.TryParseGroup(write.Key, out _))
            {
                var before = _simulation.Arbiter.Register.Read(write.Key);
                var (old, next) = (OwnershipRecords.DecodeGroup(before.Value.Span), OwnershipRecords.DecodeGroup(value.Span));
                if (old.Epoch < next.Epoch) value = OwnershipRecords.Encode(next with { InSync = old.InSync });
            }

            tampered = write.Kind == ArbiterWriteKind.Put ? tampered.Put(write.Key, write.Expected, value) : tampered.Expect(write.Key, write.Expected);
        }

        return tampered;
    }
}
