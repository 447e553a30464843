using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.Protocol.Ownership;

/// <summary>
/// One silo incarnation's part in ownership: its session and lease, the groups it holds, the sessions it watches, and what it wants changed at the
/// arbiter. Pure: time, answers and facts come in, requests go out through <see cref="TakeOutput"/>.
/// </summary>
/// <remarks>
/// <para>At most one transaction is under way, and each renews the session. A transaction of unknown outcome stays in doubt until a later one
/// of this silo is applied, or a read shows which one was; meanwhile its holders require the union of what may be recorded.</para>
/// <para>The lease counts from the instant a transaction that was applied had been sent, never from an answer (S4). Not safe for concurrent use.</para>
/// </remarks>
public sealed partial class SiloOwnership
{
    private readonly SiloIncarnation _self;
    private readonly LeaseTimings _timings;
    private readonly IReadOnlyList<SiteId> _sites;
    private readonly string _sessionKey;
    private readonly OwnershipView _view = new();
    private readonly Dictionary<GroupId, GroupHolder> _holders = [];
    private readonly Dictionary<GroupId, Epoch> _opened = [];
    private readonly HashSet<GroupId> _diverged = [];
    private readonly List<OwnershipPlan> _doubts = [];
    private readonly List<OwnershipOutput> _output = [];

    private string _storeIncarnation = string.Empty;
    private MonotonicTime _storeWrittenAt = MonotonicTime.Never;
    private MonotonicTime _probedAt = MonotonicTime.Never;
    private ArbiterRevision _session;
    private bool _hasSession;
    private MonotonicTime _deadline = MonotonicTime.Never;
    private OwnershipPlan? _outstanding;
    private long _outstandingRequest;
    private long _reading;
    private MonotonicTime _readAt = MonotonicTime.Never;
    private MonotonicTime _renewedAt = MonotonicTime.Never;
    private bool _isUrgent;
    private long _nextRequest;
    private long _nextAttempt;

    /// <summary>A silo that has just started: no session, no groups.</summary>
    /// <param name="self">This run of the silo.</param>
    /// <param name="sites">All sites that have a store, the own one included.</param>
    /// <param name="timings">Validated durations, the same at every silo.</param>
    public SiloOwnership(SiloIncarnation self, IReadOnlyList<SiteId> sites, LeaseTimings timings)
    {
        timings.Validate();
        (_self, _sites, _timings) = (self, sites, timings);
        _sessionKey = OwnershipKeys.Session(self.Site, self.Silo);
    }

    /// <summary>Who this is.</summary>
    public SiloIncarnation Self => _self;

    /// <summary>True once the session was ended: nothing happens here any more.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Until when this silo may read and acknowledge, on its own clock. Ask before every read, at the instant of the read.</summary>
    public MonotonicTime LeaseDeadline => _deadline;

    /// <summary>The groups held, in whatever phase.</summary>
    public IReadOnlyDictionary<GroupId, GroupHolder> Holders => _holders;

    /// <summary>Whether the group may be read and written here at this instant.</summary>
    public bool Serves(GroupId group, MonotonicTime now) =>
        now < _deadline && _holders.TryGetValue(group, out var holder) && holder.Phase == HolderPhase.Serving;

    /// <summary>What this silo knows of a group, for redirects; null when it knows nothing.</summary>
    public GroupRecord? RecordOf(GroupId group) => _view.Groups.Contains(group) ? _view.Group(group).Record : null;

    /// <summary>Takes what is to be done, in order.</summary>
    public IReadOnlyList<OwnershipOutput> TakeOutput()
    {
        OwnershipOutput[] output = [.. _output];
        _output.Clear();
        return output;
    }

    /// <summary>A durable write to the own store succeeded.</summary>
    /// <param name="incarnation">Which life of the store took it.</param>
    /// <param name="sentAt">When it was sent.</param>
    public void OnStoreWritten(string incarnation, MonotonicTime sentAt)
    {
        _storeIncarnation = incarnation;
        if (sentAt > _storeWrittenAt) _storeWrittenAt = sentAt;
    }

    /// <summary>Something changed at the arbiter: look soon.</summary>
    public void OnHint() => _readAt = MonotonicTime.Never;

    /// <summary>Lets time pass.</summary>
    public void Tick(MonotonicTime now)
    {
        if (HasEnded) return;
        if (now >= _deadline) CloseAll(CloseReason.LeaseLapsed);
        foreach (var holder in _holders.Values) holder.Tick(now);
        ForgetClosed();
        Probe(now);
        Read(now);
        Propose(now);
    }

    /// <summary>Takes the answer of a <see cref="ReadOwnership"/>.</summary>
    public void OnRead(long request, ArbiterRead read, MonotonicTime now)
    {
        if (HasEnded || request != _reading) return;
        _reading = 0;
        if (!read.IsAvailable) return;
        _view.OnListing(read.Entries, now);
        ResolveSession();
        Reconcile(now);
        Propose(now);
    }

    /// <summary>Takes the outcome of a <see cref="CommitOwnership"/>.</summary>
    public void OnCommit(long request, ArbiterCommit commit, MonotonicTime now)
    {
        if (HasEnded || request != _outstandingRequest || _outstanding is not { } plan) return;
        _outstanding = null;
        switch (commit.Status)
        {
            case ArbiterCommitStatus.Committed:
                OnApplied(plan, commit.Revision);
                break;
            case ArbiterCommitStatus.Conflict:
                foreach (var entry in commit.Current) _view.OnEntry(entry, now);
                ResolveSession();
                _isUrgent = !HasEnded;
                break;
            case ArbiterCommitStatus.Unknown:
                _doubts.Add(plan);
                OnHint();
                break;
        }

        Reconcile(now);
        Propose(now);
    }

    private void OnApplied(OwnershipPlan plan, ArbiterRevision revision)
    {
        // Every other transaction that is in doubt compares a revision of the session that is gone: it can never be applied.
        _doubts.Clear();
        _session = revision;
        _hasSession = true;
        var deadline = plan.SentAt + _timings.HolderSpan;
        if (deadline > _deadline) _deadline = deadline;
        foreach (var (group, record) in plan.Groups) _view.OnOwnWrite(group, record, revision);
        if (plan.EndsSession) End(CloseReason.HandedOver);
    }

    /// <summary>Compares what an answer shows of the own session with what this silo has sent.</summary>
    private void ResolveSession()
    {
        if (_view.Session(_self.Site, _self.Silo) is not { } seen || seen.Revision == _session) return;
        if (seen.Record.Nonce != _self.Nonce || seen.Record.IsTombstone)
        {
            // Before the first transaction is applied the key may be an earlier run's; afterwards it means that a challenger was here.
            if (_hasSession) End(CloseReason.SessionEnded);
            return;
        }

        if (seen.Revision.CompareTo(_session) < 0) return;
        var applied = _doubts.Append(_outstanding).FirstOrDefault(p => p?.Attempt == seen.Record.Renewals);
        if (applied is null)
        {
            // Not one of this silo's transactions that could still be applied: the arbiter has lost memory, or somebody else uses the nonce.
            End(CloseReason.SessionEnded);
            return;
        }

        if (applied == _outstanding) _outstanding = null;
        OnApplied(applied, seen.Revision);
    }

    /// <summary>Brings the holders in line with what is known of the records.</summary>
    private void Reconcile(MonotonicTime now)
    {
        if (HasEnded) return;
        foreach (var group in _view.Groups)
        {
            var (record, _) = _view.Group(group);
            var isOurs = record.Holder == _self;
            if (_holders.TryGetValue(group, out var holder))
            {
                if (!isOurs || record.Epoch != holder.Epoch) holder.Close(IsHandedOver(group, record) ? CloseReason.HandedOver : CloseReason.Superseded);
                else holder.OnSet(record.InSync, DoubtsAbout(group), now);
            }

            // An epoch is opened once. A lapsed or failed hold continues under a new one, because places sent under the old are not known.
            if (isOurs && now < _deadline && record.Epoch > _opened.GetValueOrDefault(group) && record.Has(OwnStore)) Open(group, record, now);
        }

        ForgetClosed();
    }

    private InSyncMember OwnStore => new(_self.Site, _storeIncarnation);

    private void Open(GroupId group, GroupRecord record, MonotonicTime now)
    {
        _opened[group] = record.Epoch;
        var holder = new GroupHolder(group, record.Epoch, _self.Nonce, _self.Site, _sites, record.InSync, _timings, now);
        holder.OnSet(record.InSync, DoubtsAbout(group), now);
        _holders[group] = holder;
        _output.Add(new HoldGroup(holder));
    }

    private IReadOnlyList<IReadOnlyList<InSyncMember>> DoubtsAbout(GroupId group) =>
        [.. _doubts.Append(_outstanding).Where(p => p is not null && p.Groups.ContainsKey(group)).Select(p => p!.Groups[group].InSync)];

    private void Probe(MonotonicTime now)
    {
        if (now - _probedAt < _timings.RenewEvery / 2) return;
        _probedAt = now;
        _output.Add(new ProbeStore());
    }

    private void Read(MonotonicTime now)
    {
        // An answer that is overdue is not waited for; if it comes, its request is no longer the one expected.
        if (now - _readAt < _timings.RenewEvery) return;
        _readAt = now;
        _reading = ++_nextRequest;
        _output.Add(new ReadOwnership(_reading));
    }

    private void CloseAll(CloseReason reason)
    {
        foreach (var holder in _holders.Values) holder.Close(reason);
        ForgetClosed();
    }

    private bool IsHandedOver(GroupId group, GroupRecord record) => _handOvers.TryGetValue(group, out var target) && record.Holder == target;

    private void ForgetClosed()
    {
        foreach (var holder in _holders.Values.Where(h => h.Phase == HolderPhase.Closed).ToArray())
        {
            _holders.Remove(holder.Group);
            if (holder.Closed == CloseReason.Diverged) _diverged.Add(holder.Group);
        }
    }

    private void End(CloseReason reason)
    {
        if (HasEnded) return;
        HasEnded = true;
        _deadline = MonotonicTime.Never;
        CloseAll(reason);
        _output.Add(new IncarnationEnded(reason));
    }
}
