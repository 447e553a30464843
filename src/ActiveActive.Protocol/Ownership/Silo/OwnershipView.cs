using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.Protocol.Ownership;

/// <summary>
/// What one silo knows of the records at the arbiter, and since when it has known each session to be at its revision. Older news never replaces
/// younger.
/// </summary>
internal sealed class OwnershipView
{
    private readonly Dictionary<string, SeenSession> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<GroupId, (GroupRecord Record, ArbiterRevision Revision)> _groups = [];

    /// <summary>When the last listing was answered.</summary>
    public MonotonicTime ListedAt { get; private set; } = MonotonicTime.Never;

    public IEnumerable<SeenSession> Sessions => _sessions.Values;

    public IEnumerable<GroupId> Groups => _groups.Keys.OrderBy(g => g.Value);

    public SeenSession? Session(SiteId site, string silo) => _sessions.GetValueOrDefault(OwnershipKeys.Session(site, silo));

    public (GroupRecord Record, ArbiterRevision Revision) Group(GroupId group) => _groups[group];

    public void OnListing(IEnumerable<ArbiterEntry> entries, MonotonicTime answeredAt)
    {
        ListedAt = answeredAt;
        foreach (var entry in entries) OnEntry(entry, answeredAt);
    }

    /// <summary>Takes one entry of a linearizable answer. A session that has moved is counted anew from the answer that shows it.</summary>
    public void OnEntry(ArbiterEntry entry, MonotonicTime answeredAt)
    {
        if (!entry.Exists) return;
        if (OwnershipKeys.TryParseSession(entry.Key, out var site, out var silo))
        {
            if (_sessions.TryGetValue(entry.Key, out var seen) && seen.Revision.CompareTo(entry.Revision) >= 0) return;
            _sessions[entry.Key] = new(entry.Key, site, silo, OwnershipRecords.DecodeSession(entry.Value.Span), entry.Revision, answeredAt);
        }
        else if (OwnershipKeys.TryParseGroup(entry.Key, out var group))
        {
            if (_groups.TryGetValue(group, out var known) && known.Revision.CompareTo(entry.Revision) >= 0) return;
            _groups[group] = (OwnershipRecords.DecodeGroup(entry.Value.Span), entry.Revision);
        }
    }

    public void OnOwnWrite(GroupId group, GroupRecord record, ArbiterRevision revision)
    {
        if (_groups.TryGetValue(group, out var known) && known.Revision.CompareTo(revision) >= 0) return;
        _groups[group] = (record, revision);
    }
}

/// <summary>A session as last seen.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Site">The silo's site.</param>
/// <param name="Silo">The silo.</param>
/// <param name="Record">The record.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="SeenAt">When the answer came that first showed this revision.</param>
internal sealed record SeenSession(string Key, SiteId Site, string Silo, SessionRecord Record, ArbiterRevision Revision, MonotonicTime SeenAt)
{
    public bool IsExpired(MonotonicTime now, LeaseTimings timings) => now - SeenAt >= timings.ChallengerSpan;

    public bool IsLive(MonotonicTime now, LeaseTimings timings) => !Record.IsTombstone && !IsExpired(now, timings);
}
