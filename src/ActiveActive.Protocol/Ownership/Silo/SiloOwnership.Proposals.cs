using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.Protocol.Ownership;

/// <content>What a silo wants changed at the arbiter, and when.</content>
public sealed partial class SiloOwnership
{
    private readonly Dictionary<GroupId, SiloIncarnation> _handOvers = [];
    private readonly Dictionary<(GroupId, Epoch), MonotonicTime> _claimableSince = [];
    private bool _isLeaving;

    /// <summary>
    /// Gives a group away as planned: it stops serving, finishes what is under way, and then names the new holder itself.
    /// </summary>
    /// <param name="group">A group served here.</param>
    /// <param name="site">Where it is to go; a site whose store is in the set.</param>
    /// <param name="now">The present.</param>
    /// <returns>False when the group is not served here, the site is not in the set, or no live silo is known there; then nothing changes.</returns>
    public bool HandOver(GroupId group, SiteId site, MonotonicTime now)
    {
        if (!Serves(group, now) || !_view.Group(group).Record.InSync.Any(m => m.Site == site)) return false;
        if (Candidate(group, site, now) is not { } target) return false;
        _handOvers[group] = target;
        _holders[group].Drain();
        Propose(now);
        return true;
    }

    /// <summary>Leaves in good order: hands every group over, to the own site if anybody is there, then ends the session.</summary>
    public void Leave(MonotonicTime now)
    {
        _isLeaving = true;
        foreach (var group in _holders.Keys.ToArray())
            if (!HandOver(group, _self.Site, now))
                foreach (var site in _sites)
                    if (site != _self.Site && HandOver(group, site, now)) break;
        Propose(now);
    }

    private void Propose(MonotonicTime now)
    {
        if (HasEnded || _outstanding is not null || now - _storeWrittenAt > _timings.StoreFreshness) return;
        if (!_hasSession && !MayStart(now)) return;
        var plan = new OwnershipPlan(_nextAttempt + 1, now);
        var isDone = _isLeaving && _holders.Count == 0 && _hasSession;
        plan.RenewSession(_sessionKey, _hasSession ? _session : _view.Session(_self.Site, _self.Silo)?.Revision ?? ArbiterRevision.Absent, _self.Nonce, isDone);
        if (_hasSession && !isDone)
        {
            CancelHopelessHandOvers(now);
            PlanHeldGroups(plan, now);
            // A silo that has not heard of the others lately does not judge them.
            if (now < _deadline && !_isLeaving && now - _view.ListedAt < 2 * _timings.RenewEvery) PlanClaims(plan, now);
        }

        var isDue = now - _renewedAt >= _timings.RenewEvery || _isUrgent || isDone;
        if (!isDue && plan.Groups.Count == 0) return;
        // After a failure to reach the arbiter even a wanted change waits a little, or a dead arbiter would be called in a tight loop.
        if (!isDue && now - _renewedAt < _timings.ResendEvery / 4) return;
        Send(plan, now);
    }

    private void Send(OwnershipPlan plan, MonotonicTime now)
    {
        _nextAttempt = plan.Attempt;
        _outstanding = plan;
        _outstandingRequest = ++_nextRequest;
        _renewedAt = now;
        _isUrgent = false;
        _output.Add(new CommitOwnership(_outstandingRequest, plan.Transaction));
        // From this instant on the transaction may be applied: what it would record is required as well.
        foreach (var group in plan.Groups.Keys)
            if (_holders.TryGetValue(group, out var holder)) holder.OnSet(_view.Group(group).Record.InSync, DoubtsAbout(group), now);
    }

    /// <summary>A new run waits until the session of the one before has not moved for long enough, exactly as any challenger.</summary>
    private bool MayStart(MonotonicTime now)
    {
        if (_view.ListedAt == MonotonicTime.Never) return false;
        var seen = _view.Session(_self.Site, _self.Silo);
        return seen is null || seen.Record.IsTombstone || seen.Record.Nonce == _self.Nonce || seen.IsExpired(now, _timings);
    }

    /// <summary>A target that has gone meanwhile, or whose store has left the set, cannot have the group: then it stays.</summary>
    private void CancelHopelessHandOvers(MonotonicTime now)
    {
        foreach (var (group, target) in _handOvers.ToArray())
        {
            if (_holders.TryGetValue(group, out var holder) && holder.Phase == HolderPhase.Draining)
            {
                var isThere = _view.Session(target.Site, target.Silo) is { } session && session.Record.Nonce == target.Nonce && session.IsLive(now, _timings)
                    && _view.Group(group).Record.InSync.Any(m => m.Site == target.Site);
                if (isThere || IsInDoubt(group)) continue;
                holder.Resume();
            }

            _handOvers.Remove(group);
        }
    }

    private void PlanHeldGroups(OwnershipPlan plan, MonotonicTime now)
    {
        foreach (var (group, holder) in _holders)
        {
            if (!plan.HasRoom) return;
            var (record, revision) = _view.Group(group);
            if (record.Holder != _self || record.Epoch != holder.Epoch) continue;
            if (_handOvers.TryGetValue(group, out var target) && holder.IsDrained)
            {
                plan.ChangeGroup(group, revision, record with { Epoch = record.Epoch.Next, Holder = target });
            }
            else if (holder.WantedSet(now) is { } wanted)
            {
                plan.ChangeGroup(group, revision, record.With(wanted));
            }
        }
    }

    private void PlanClaims(OwnershipPlan plan, MonotonicTime now)
    {
        foreach (var group in _view.Groups)
        {
            if (!plan.HasRoom) return;
            var (record, revision) = _view.Group(group);
            if (_diverged.Contains(group)) continue;
            if (_holders.ContainsKey(group) || plan.Groups.ContainsKey(group) || IsInDoubt(group) || !record.Has(OwnStore))
            {
                AbandonIfStoreIsLost(plan, group, record, revision);
                continue;
            }

            if (ClaimOf(group, record, now) is not { } claim) continue;
            if (claim.Session is { } session)
            {
                if (claim.EndsSession) plan.EndSession(session);
                else plan.ExpectSession(session);
            }

            // From a dead site nothing can be taken for granted: its store returns only by a join.
            var isSiteChange = record.Holder is { } previous && previous.Site != _self.Site;
            var taken = isSiteChange ? record.With([OwnStore]) : record;
            plan.ChangeGroup(group, revision, taken with { Epoch = record.Epoch.Next, Holder = _self });
        }
    }

    /// <summary>
    /// A group that is recorded here but whose place in the set belongs to a store that is gone: given free for whoever else has everything.
    /// </summary>
    private void AbandonIfStoreIsLost(OwnershipPlan plan, GroupId group, GroupRecord record, ArbiterRevision revision)
    {
        if (record.Holder != _self || record.Has(OwnStore) || _holders.ContainsKey(group) || plan.Groups.ContainsKey(group) || IsInDoubt(group)) return;
        InSyncMember[] others = [.. record.InSync.Where(m => m.Site != _self.Site)];
        if (others.Length > 0) plan.ChangeGroup(group, revision, record.With(others) with { Epoch = record.Epoch.Next, Holder = null });
    }

    private bool IsInDoubt(GroupId group) => _doubts.Any(d => d.Groups.ContainsKey(group));

    private Claim? ClaimOf(GroupId group, GroupRecord record, MonotonicTime now)
    {
        var claim = Judge(record, now);
        if (claim is null)
        {
            _claimableSince.Remove((group, record.Epoch));
            return null;
        }

        if (record.Holder == _self) return claim; // its own, under an epoch that is spent
        _claimableSince.TryAdd((group, record.Epoch), now);
        return now - _claimableSince[(group, record.Epoch)] >= Patience(group, record, now) ? claim : null;
    }

    private Claim? Judge(GroupRecord record, MonotonicTime now)
    {
        if (record.Holder is not { } holder) return new(null, false);
        if (holder == _self) return new(null, false);
        if (_view.Session(holder.Site, holder.Silo) is not { } session) return null;
        if (session.Record.Nonce != holder.Nonce || session.Record.IsTombstone) return new(session, false);
        return session.IsExpired(now, _timings) ? new(session, true) : null;
    }

    /// <summary>
    /// Not everybody at once, and not the other site while the holder's own can help itself (S7): silos of a site in an order that each can compute,
    /// a step apart; the other site after a grace, as long as anybody seems to live there.
    /// </summary>
    private TimeSpan Patience(GroupId group, GroupRecord record, MonotonicTime now)
    {
        var home = record.Holder?.Site ?? record.PreferredSite;
        var rank = LiveSilos(_self.Site, now).OrderBy(silo => Weight(group, silo)).ThenBy(silo => silo, StringComparer.Ordinal).TakeWhile(silo => silo != _self.Silo).Count();
        var isForeign = home != _self.Site && LiveSilos(home, now).Any();
        return (rank * _timings.ResendEvery) + (isForeign ? _timings.SiteGrace : TimeSpan.Zero);
    }

    private SiloIncarnation? Candidate(GroupId group, SiteId site, MonotonicTime now) => _view.Sessions
        .Where(s => s.Site == site && s.Silo != _self.Silo && s.IsLive(now, _timings))
        .OrderBy(s => Weight(group, s.Silo)).ThenBy(s => s.Silo, StringComparer.Ordinal)
        .Select(s => new SiloIncarnation(s.Site, s.Silo, s.Record.Nonce)).FirstOrDefault();

    private IEnumerable<string> LiveSilos(SiteId site, MonotonicTime now) =>
        _view.Sessions.Where(s => s.Site == site && s.IsLive(now, _timings)).Select(s => s.Silo);

    /// <summary>Rendezvous hashing: every silo computes the same order, and one that comes or goes moves only its own share.</summary>
    private static ulong Weight(GroupId group, string silo)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{group.Value}/{silo}"), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    /// <summary>Why a group may be taken.</summary>
    /// <param name="Session">The session the transaction depends on; null when there is no holder, or it is this silo.</param>
    /// <param name="EndsSession">Whether the transaction has to end it.</param>
    private sealed record Claim(SeenSession? Session, bool EndsSession);
}
