using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.Protocol.Ownership;

/// <summary>
/// One transaction in the making: always a renewal of the own session, and whatever else is to happen with it. Since every transaction of a silo
/// compares and moves the one session, its transactions form a chain: of all that were sent from one revision at most one is ever applied.
/// </summary>
internal sealed class OwnershipPlan(long attempt, MonotonicTime sentAt)
{
    private readonly Dictionary<GroupId, GroupRecord> _groups = [];
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);

    public long Attempt => attempt;

    /// <summary>When it was handed out to be sent: the lease it may bring counts from here.</summary>
    public MonotonicTime SentAt => sentAt;

    public ArbiterTransaction Transaction { get; private set; } = ArbiterTransaction.Empty;

    public IReadOnlyDictionary<GroupId, GroupRecord> Groups => _groups;

    /// <summary>Whether another group, and a session it depends on, still fit.</summary>
    public bool HasRoom => Transaction.Writes.Count + 2 <= ArbiterLimits.MaxKeys;

    public bool EndsSession { get; private set; }

    public void RenewSession(string key, ArbiterRevision expected, string nonce, bool end = false)
    {
        EndsSession = end;
        _keys.Add(key);
        Transaction = Transaction.Put(key, expected, OwnershipRecords.Encode(new SessionRecord(nonce, attempt, end)));
    }

    /// <summary>Ends another session at the revision at which it was seen not to move.</summary>
    public void EndSession(SeenSession session)
    {
        if (_keys.Add(session.Key))
            Transaction = Transaction.Put(session.Key, session.Revision, OwnershipRecords.Encode(session.Record with { IsTombstone = true }));
    }

    /// <summary>Makes the transaction depend on a session still being as it was seen: ended, or another incarnation's.</summary>
    public void ExpectSession(SeenSession session)
    {
        if (_keys.Add(session.Key)) Transaction = Transaction.Expect(session.Key, session.Revision);
    }

    public void ChangeGroup(GroupId group, ArbiterRevision expected, GroupRecord record)
    {
        _groups.Add(group, record);
        Transaction = Transaction.Put(OwnershipKeys.Group(group), expected, OwnershipRecords.Encode(record));
    }
}
