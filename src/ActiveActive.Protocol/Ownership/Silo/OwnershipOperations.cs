using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.Protocol.Ownership;

/// <summary>What an operator or the launcher does to ownership, as transactions; silos never do.</summary>
public static class OwnershipOperations
{
    /// <summary>Creates groups, each if it is absent. Both stores must have been verified to be empty of them.</summary>
    /// <param name="groups">At most <see cref="ArbiterLimits.MaxKeys"/> of them.</param>
    /// <param name="stores">The stores, every site's.</param>
    /// <param name="preferredSite">Where the group should be.</param>
    public static ArbiterTransaction Create(IEnumerable<GroupId> groups, IReadOnlyList<InSyncMember> stores, Func<GroupId, SiteId> preferredSite)
    {
        ArgumentOutOfRangeException.ThrowIfZero(stores.Count);
        return groups.Aggregate(ArbiterTransaction.Empty, (transaction, group) => transaction.Put(
            OwnershipKeys.Group(group),
            ArbiterRevision.Absent,
            OwnershipRecords.Encode(new GroupRecord(default, null, [.. stores.OrderBy(s => s.Site)], 1, preferredSite(group)))));
    }

    /// <summary>
    /// Takes a group away from whoever holds it and gives it to a store that is not in the set: acknowledged writes may be lost, and the note says
    /// which set had them. The holder's session is ended in the same transaction, the old record is kept, and the epoch rises by a thousand, so
    /// that an arbiter that lost its last changes does not repeat one.
    /// </summary>
    /// <param name="group">The group.</param>
    /// <param name="current">Its entry as just read.</param>
    /// <param name="holderSession">The entry of its holder's session as just read; null when nobody holds it.</param>
    /// <param name="expected">The epoch the operator means; refused when it is another by now.</param>
    /// <param name="store">The only member of the new set.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="reason">Why.</param>
    /// <exception cref="InvalidOperationException">The epoch is not the expected one, or the session is not the holder's; nothing is changed.</exception>
    public static ArbiterTransaction ForceTakeOver(
        GroupId group, ArbiterEntry current, ArbiterEntry? holderSession, Epoch expected, InSyncMember store, string by, string reason)
    {
        var record = OwnershipRecords.DecodeGroup(current.Value.Span);
        if (record.Epoch != expected) throw new InvalidOperationException($"{group} is at {record.Epoch}, not at {expected}: look again before deciding.");
        var next = new Epoch(record.Epoch.Value + 1000);
        var transaction = ArbiterTransaction.Empty
            .Put(current.Key, current.Revision, OwnershipRecords.Encode(record.With([store]) with { Epoch = next, Holder = null, PreferredSite = store.Site }))
            .Put(OwnershipKeys.Audit(group, next), ArbiterRevision.Absent, OwnershipRecords.Encode(new ForcedTakeOverNote(by, reason, record)));
        if (record.Holder is not { } holder) return transaction;
        if (holderSession is null || holderSession.Key != OwnershipKeys.Session(holder.Site, holder.Silo))
            throw new InvalidOperationException($"{group} is held by {holder}: the entry of its session is needed.");
        var session = OwnershipRecords.DecodeSession(holderSession.Value.Span);
        return session.Nonce != holder.Nonce || session.IsTombstone
            ? transaction.Expect(holderSession.Key, holderSession.Revision)
            : transaction.Put(holderSession.Key, holderSession.Revision, OwnershipRecords.Encode(session with { IsTombstone = true }));
    }
}
