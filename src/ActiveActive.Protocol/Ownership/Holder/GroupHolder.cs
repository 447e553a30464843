namespace ActiveActive.Protocol.Ownership;

/// <summary>
/// One silo incarnation's hold of one group, for one epoch: recovers the log, assigns places, replicates, decides what is committed, notices a silent
/// peer, and brings a returned store back. Pure: time and answers come in, requests go out through <see cref="TakeOutput"/>.
/// </summary>
/// <remarks>
/// <para>Life cycle: fencing → recovering → serving → (draining) → closed; once closed it stays closed.</para>
/// <para>What is recorded at the arbiter is told by the silo's machine: the recorded set, and the sets of transactions whose outcome is not known.
/// Committed means confirmed by the union of all of them (S2). Not safe for concurrent use.</para>
/// </remarks>
public sealed class GroupHolder
{
    private readonly LeaseTimings _timings;
    private readonly SiteId _ownSite;
    private readonly Dictionary<SiteId, HolderMember> _members;
    private readonly List<LogEntry> _kept = []; // places _base + 1 to Last: what some store may still need
    private readonly List<HolderOutput> _output = [];
    private IReadOnlyList<InSyncMember> _recorded;
    private IReadOnlyList<IReadOnlyList<InSyncMember>> _doubts = [];
    private long _base;
    private long _recovered;
    private Epoch _recoveredEpoch;
    private long _nextRequest;
    private MonotonicTime _fencedAt;

    /// <summary>Begins to hold: the first output fences the own store.</summary>
    /// <param name="group">The group.</param>
    /// <param name="epoch">The epoch the arbiter recorded for this holder, never used by it before.</param>
    /// <param name="nonce">The silo incarnation's nonce.</param>
    /// <param name="ownSite">Its site; must be in the set.</param>
    /// <param name="sites">All sites that have a store.</param>
    /// <param name="recorded">The recorded set.</param>
    /// <param name="timings">Durations.</param>
    /// <param name="now">The present.</param>
    public GroupHolder(
        GroupId group, Epoch epoch, string nonce, SiteId ownSite, IEnumerable<SiteId> sites, IReadOnlyList<InSyncMember> recorded, LeaseTimings timings, MonotonicTime now)
    {
        (Group, Epoch, Nonce, _ownSite, _recorded, _timings) = (group, epoch, nonce, ownSite, recorded, timings);
        _members = sites.ToDictionary(s => s, s => new HolderMember(s));
        foreach (var member in recorded) _members[member.Site].Incarnation = member.StoreIncarnation;
        SendFence(now);
    }

    /// <summary>The group.</summary>
    public GroupId Group { get; }

    /// <summary>The epoch: with <see cref="Nonce"/> the fencing token for other systems too.</summary>
    public Epoch Epoch { get; }

    /// <summary>The nonce.</summary>
    public string Nonce { get; }

    /// <summary>Where it stands.</summary>
    public HolderPhase Phase { get; private set; }

    /// <summary>Why it closed.</summary>
    public CloseReason Closed { get; private set; }

    /// <summary>Everything up to here is confirmed by every required store.</summary>
    public long Committed { get; private set; }

    /// <summary>The last place assigned.</summary>
    public long Last => _base + _kept.Count;

    /// <summary>True when nothing is under way that could still be committed.</summary>
    public bool IsDrained => Phase == HolderPhase.Draining && Committed == Last && _doubts.Count == 0;

    /// <summary>
    /// The place every required store itself holds as committed: up to here its log may be trimmed, because whoever holds the group next begins behind it.
    /// </summary>
    public long Trimmable => Required.Min(m => _members[m.Site] is { } member && member.Incarnation == m.StoreIncarnation ? member.KnowsCommitted : 0);

    /// <summary>Tells that the grains' states are durable at a store up to a place, so that its log may be trimmed up to there.</summary>
    /// <param name="site">Whose store; one of the set.</param>
    /// <param name="upTo">The place.</param>
    public void OnCheckpointed(SiteId site, long upTo)
    {
        if (Phase is HolderPhase.Fencing or HolderPhase.Closed || !IsSentTo(_members[site]) || _members[site].Stage != JoinStage.None) return;
        Send(_members[site], new StoreRequest(++_nextRequest, StoreRequestKind.Trim, Epoch, Nonce)
        {
            StoreIncarnation = _members[site].Incarnation,
            Trim = Math.Min(upTo, Trimmable),
        });
    }

    /// <summary>The sites whose stores must confirm before anything is acknowledged: the recorded set and every set in doubt (S2).</summary>
    public IReadOnlyCollection<InSyncMember> Required => [.. _doubts.Append(_recorded).SelectMany(s => s).Distinct()];

    /// <summary>Takes what is to be done, in order.</summary>
    public IReadOnlyList<HolderOutput> TakeOutput()
    {
        HolderOutput[] output = [.. _output];
        _output.Clear();
        return output;
    }

    /// <summary>Adds an operation to the log.</summary>
    /// <returns>Its place; null when the group is not served here, and then the operation is known not applied.</returns>
    public long? Submit(OperationId operation, ReadOnlyMemory<byte> body, MonotonicTime now)
    {
        if (Phase != HolderPhase.Serving) return null;
        _kept.Add(new LogEntry(Epoch, Last + 1, operation, body));
        Pump(now);
        return Last;
    }

    /// <summary>Lets time pass: resends, notices silence, begins joins.</summary>
    public void Tick(MonotonicTime now)
    {
        if (Phase == HolderPhase.Closed) return;
        if (Phase == HolderPhase.Fencing)
        {
            if (now - _fencedAt >= _timings.ResendEvery) SendFence(now);
            return;
        }

        foreach (var member in _members.Values)
        {
            if (member.Outstanding is { } request && now - member.SentAt >= _timings.ResendEvery)
            {
                member.SentAt = now; // identically: a place once sent is never given to another operation
                Send(member, request);
            }

            if (member.Stage != JoinStage.None && !IsInDoubt(member) && HasStalled(member, now)) member.Leave(now + _timings.RejoinEvery, _nextRequest);
        }

        BeginJoins(now);
        Pump(now);
    }

    /// <summary>Takes a store's answer.</summary>
    /// <param name="site">Whose store.</param>
    /// <param name="request">The request it answers; any earlier one is as good.</param>
    /// <param name="reply">The answer.</param>
    /// <param name="now">The present.</param>
    public void OnReply(SiteId site, StoreRequest request, LogReply reply, MonotonicTime now)
    {
        if (Phase == HolderPhase.Closed) return;
        var member = _members[site];
        if (reply.Status is LogStatus.LowerEpoch or LogStatus.OtherNonce)
        {
            // A joiner that another holder is courting says the same, and that holder's epoch is later: this one is deposed either way.
            Close(CloseReason.Fenced);
            return;
        }

        if (reply.Status == LogStatus.Diverged)
        {
            Close(CloseReason.Diverged);
            return;
        }

        switch (request.Kind)
        {
            case StoreRequestKind.Fence:
                OnFenced(reply, now);
                break;
            case StoreRequestKind.Append:
                OnAppended(member, request, reply, now);
                break;
            case StoreRequestKind.BeginJoin:
                OnJoinBegun(member, request, reply, now);
                break;
            case StoreRequestKind.Trim:
                break;
            default:
                OnInstalled(member, request, reply, now);
                break;
        }

        Advance();
        Pump(now);
    }

    /// <summary>Tells what is known of the set: the recorded one, and those of transactions sent whose outcome is not known.</summary>
    public void OnSet(IReadOnlyList<InSyncMember> recorded, IReadOnlyList<IReadOnlyList<InSyncMember>> doubts, MonotonicTime now)
    {
        if (Phase == HolderPhase.Closed) return;
        (_recorded, _doubts) = (recorded, doubts);
        if (doubts.Count == 0)
            foreach (var member in _members.Values)
            {
                var isRecorded = recorded.Any(r => r.Site == member.Site && r.StoreIncarnation == member.Incarnation);
                if (isRecorded) member.Stage = JoinStage.None;
                else if (member.Stage == JoinStage.None && member.Incarnation.Length > 0) member.Leave(now + _timings.RejoinEvery, _nextRequest);
            }

        if (Phase != HolderPhase.Fencing) Advance();
        Pump(now);
    }

    /// <summary>
    /// The set this holder wants recorded, judged at the very instant the transaction is sent; null when the recorded one is right. A silent peer
    /// leaves; a store that has everything acknowledged so far, and keeps receiving, is added.
    /// </summary>
    public IReadOnlyList<InSyncMember>? WantedSet(MonotonicTime now)
    {
        if (Phase is HolderPhase.Fencing or HolderPhase.Closed) return null;
        var silent = _recorded.Where(m => m.Site != _ownSite && IsGone(m, now)).ToArray();
        if (silent.Length > 0) return [.. _recorded.Except(silent)];
        if (_doubts.Count > 0 || Phase != HolderPhase.Serving) return null;
        var joined = _members.Values.FirstOrDefault(m => m.Stage == JoinStage.Joined && IsComplete(m));
        return joined is null ? null : [.. _recorded, new InSyncMember(joined.Site, joined.Incarnation)];
    }

    /// <summary>Stops taking operations, to give the group away once <see cref="IsDrained"/>.</summary>
    public void Drain()
    {
        if (Phase == HolderPhase.Serving) Phase = HolderPhase.Draining;
    }

    /// <summary>Goes on serving, when the group was not given away after all.</summary>
    public void Resume()
    {
        if (Phase == HolderPhase.Draining) Phase = HolderPhase.Serving;
    }

    /// <summary>Ends the hold: what is under way has an unknown outcome, nothing is read any more.</summary>
    public void Close(CloseReason reason)
    {
        if (Phase == HolderPhase.Closed) return;
        (Phase, Closed) = (HolderPhase.Closed, reason);
        _output.Clear();
        _output.Add(new HolderClosed(reason));
    }

    private void SendFence(MonotonicTime now)
    {
        _fencedAt = now;
        Send(_members[_ownSite], new StoreRequest(++_nextRequest, StoreRequestKind.Fence, Epoch, Nonce) { StoreIncarnation = _members[_ownSite].Incarnation });
    }

    private void OnFenced(LogReply reply, MonotonicTime now)
    {
        if (Phase != HolderPhase.Fencing) return;
        if (reply.Status != LogStatus.Accepted)
        {
            Close(CloseReason.OwnStoreLost);
            return;
        }

        Phase = HolderPhase.Recovering;
        var log = reply.Log ?? throw new InvalidOperationException("an accepted fence returns the log.");
        (_base, _recovered, Committed) = (log.Committed, log.Committed, log.Committed);
        _recoveredEpoch = log.CommittedEpoch;
        // Whether the rest was acknowledged is not known here: it is committed anew, under this epoch, before anything is served.
        _kept.AddRange(log.Entries.Where(e => e.Sequence > log.Committed).Select(e => e with { Epoch = Epoch }));
        foreach (var member in _members.Values) member.Confirmed = Committed;
        _output.Add(new HolderRecovered(log));
        Advance();
        Pump(now);
    }

    private void OnAppended(HolderMember member, StoreRequest request, LogReply reply, MonotonicTime now)
    {
        // An answer to what was sent to an earlier life of the store, or before it was left: it says nothing about what is there now.
        if (request.StoreIncarnation != member.Incarnation || request.Id <= member.VoidUpTo) return;
        if (reply.Status == LogStatus.Accepted)
        {
            if (member.Stage != JoinStage.Copying && request.Id > member.WatermarkVoidUpTo) member.KnowsCommitted = Math.Max(member.KnowsCommitted, reply.Committed);
            if (member.Outstanding?.Id == request.Id) (member.Outstanding, member.WaitingSince) = (null, null);
            if (reply.Confirmed > member.Confirmed)
            {
                member.Confirmed = reply.Confirmed;
                if (member.WaitingSince is not null) member.WaitingSince = now;
            }

            return;
        }

        Fail(member, now);
    }

    private void OnJoinBegun(HolderMember member, StoreRequest request, LogReply reply, MonotonicTime now)
    {
        if (member.Stage != JoinStage.Beginning || request.Attempt != member.Attempt) return;
        if (reply.Status != LogStatus.Accepted)
        {
            member.Leave(now + _timings.RejoinEvery, _nextRequest);
            return;
        }

        // From here on it is sent everything the own store has not confirmed yet; the snapshot is read after this and therefore reaches at
        // least to where the receipt begins.
        member.Stage = JoinStage.Copying;
        member.Incarnation = reply.StoreIncarnation;
        member.Confirmed = _members[_ownSite].Confirmed;
        member.StageSince = now;
        Send(member, new StoreRequest(++_nextRequest, StoreRequestKind.Install, Epoch, Nonce) 
        {
            StoreIncarnation = member.Incarnation,
            SourceIncarnation = _members[_ownSite].Incarnation,
            Attempt = member.Attempt,
            After = member.Confirmed,
        });
    }

    private void OnInstalled(HolderMember member, StoreRequest request, LogReply reply, MonotonicTime now)
    {
        if (member.Stage != JoinStage.Copying || request.Attempt != member.Attempt) return;
        if (reply.Status != LogStatus.Accepted || reply.Confirmed < request.After || reply.ConfirmedEpoch != EpochAt(reply.Confirmed))
        {
            member.Leave(now + _timings.RejoinEvery, _nextRequest); // not the log it should be: better a new copy than a member that is not one
            return;
        }

        member.Stage = JoinStage.Joined;
        member.WatermarkVoidUpTo = _nextRequest;
        member.Confirmed = Math.Max(member.Confirmed, reply.Confirmed);
    }

    private void BeginJoins(MonotonicTime now)
    {
        if (Phase != HolderPhase.Serving || _doubts.Count > 0) return;
        foreach (var member in _members.Values)
        {
            if (member.Stage != JoinStage.None || member.Site == _ownSite || now < member.NextAttemptAt || _recorded.Any(r => r.Site == member.Site)) continue;
            member.Stage = JoinStage.Beginning;
            member.StageSince = now;
            member.Attempt++;
            Send(member, new StoreRequest(++_nextRequest, StoreRequestKind.BeginJoin, Epoch, Nonce) { Attempt = member.Attempt });
        }
    }

    /// <summary>Has everything that was ever acknowledged, and the same as the own store.</summary>
    private bool IsComplete(HolderMember member) => member.Confirmed >= Committed;

    private bool IsInDoubt(HolderMember member) => _doubts.Any(d => d.Any(m => m.Site == member.Site));

    private bool HasStalled(HolderMember member, MonotonicTime now) => member.Stage switch
    {
        JoinStage.Beginning => now - member.StageSince >= _timings.PeerSilence,
        JoinStage.Copying when now - member.StageSince >= _timings.JoinTimeout => true,
        _ => member.WaitingSince is { } since && now - since >= _timings.PeerSilence,
    };

    private bool IsGone(InSyncMember recorded, MonotonicTime now)
    {
        var member = _members[recorded.Site];
        return member.Incarnation != recorded.StoreIncarnation || (member.WaitingSince is { } since && now - since >= _timings.PeerSilence);
    }

    private bool IsSentTo(HolderMember member) =>
        member.Stage is JoinStage.Copying or JoinStage.Joined || Required.Any(m => m.Site == member.Site && m.StoreIncarnation == member.Incarnation);

    private Epoch EpochAt(long place) => place > _recovered ? Epoch : _recoveredEpoch;

    private void Send(HolderMember member, StoreRequest request) => _output.Add(new SendToStore(member.Site, request));

    /// <summary>A store answered that it cannot take what it must take.</summary>
    private void Fail(HolderMember member, MonotonicTime now)
    {
        if (member.Site == _ownSite) Close(CloseReason.OwnStoreLost);
        else if (member.Stage != JoinStage.None) member.Leave(now + _timings.RejoinEvery, _nextRequest);
        else member.WaitingSince = now - _timings.PeerSilence; // it has not been silent, but it is as good as gone
    }

    private void Advance()
    {
        if (Phase is HolderPhase.Fencing or HolderPhase.Closed) return;
        var reach = Required.Min(m => _members[m.Site] is { } member && member.Incarnation == m.StoreIncarnation ? member.Confirmed : 0);
        if (reach > Committed)
        {
            LogEntry[] committed = [.. _kept.Skip((int)(Committed - _base)).Take((int)(reach - Committed))];
            Committed = reach;
            _output.Add(new HolderCommitted(committed));
        }

        // Everything found at the start lies before everything submitted, and nothing is submitted before the phase changes.
        if (Phase == HolderPhase.Recovering && Committed == Last)
        {
            Phase = HolderPhase.Serving;
            _output.Add(new HolderServing());
        }
    }

    private void Pump(MonotonicTime now)
    {
        if (Phase is HolderPhase.Fencing or HolderPhase.Closed) return;
        foreach (var member in _members.Values)
        {
            if (!IsSentTo(member) || member.Outstanding is not null || member.Confirmed >= Last) continue;
            var request = new StoreRequest(++_nextRequest, StoreRequestKind.Append, Epoch, Nonce)
            {
                StoreIncarnation = member.Incarnation,
                After = member.Confirmed,
                Entries = [.. _kept.Skip((int)(member.Confirmed - _base))],
                Committed = Committed,
                Trim = Trimmable,
            };
            member.Outstanding = request;
            member.SentAt = now;
            member.WaitingSince ??= now;
            Send(member, request);
        }

        Forget();
    }

    /// <summary>Drops what every store that is written to has confirmed.</summary>
    private void Forget()
    {
        var needed = _members.Values.Where(IsSentTo).Select(m => m.Confirmed).Append(Committed).Min();
        if (needed <= _base) return;
        _kept.RemoveRange(0, (int)(needed - _base));
        _base = needed;
    }
}
