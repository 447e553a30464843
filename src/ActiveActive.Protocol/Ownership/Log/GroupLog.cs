namespace ActiveActive.Protocol.Ownership;

/// <summary>
/// What a store keeps of one group and what it does with each request, atomically: the fence (epoch, nonce), the log, the committed watermark, and
/// the state of an attempt to join. The reference for the store's script.
/// </summary>
/// <remarks>
/// <para>Any request may arrive late, twice, or after its successor; none of that changes the outcome. Not safe for concurrent use.</para>
/// <para>The epoch of the fence only rises, and one epoch belongs to one nonce for ever: S3.</para>
/// </remarks>
/// <param name="storeIncarnation">Which life of the store this is.</param>
public sealed class GroupLog(string storeIncarnation)
{
    private readonly List<LogEntry> _entries = [];
    private readonly SortedDictionary<long, LogEntry> _receipt = [];
    private long _joinAttempt;
    private bool _isReceiving;

    /// <summary>Epoch of the fence; 0 before the first.</summary>
    public Epoch FenceEpoch { get; private set; }

    /// <summary>Nonce of the holder that set the fence.</summary>
    public string FenceNonce { get; private set; } = string.Empty;

    /// <summary>Everything up to here was acknowledged or could have been.</summary>
    public long Committed { get; private set; }

    /// <summary>Place of the last entry; 0 when empty.</summary>
    public long Last => _entries.Count;

    /// <summary>The log, from place 1.</summary>
    public IReadOnlyList<LogEntry> Entries => _entries;

    /// <summary>Raises the fence without a write and returns the log: the first thing a new holder does, at its own store.</summary>
    public LogReply Fence(string incarnation, Epoch epoch, string nonce)
    {
        if (Refuse(incarnation, epoch, nonce) is { } refusal) return refusal;
        _isReceiving = false; // whoever holds the group from this store joins nobody
        _receipt.Clear();
        return Reply(LogStatus.Accepted, Last, [.. _entries]);
    }

    /// <summary>Adds entries behind a place both sides agree on.</summary>
    /// <param name="incarnation">The life of the store the sender means.</param>
    /// <param name="epoch">The sender's epoch.</param>
    /// <param name="nonce">The sender's nonce.</param>
    /// <param name="after">The place the first entry follows.</param>
    /// <param name="entries">Contiguous, all of the sender's epoch.</param>
    /// <param name="committed">The sender's committed watermark.</param>
    public LogReply Append(string incarnation, Epoch epoch, string nonce, long after, IReadOnlyList<LogEntry> entries, long committed)
    {
        if (Refuse(incarnation, epoch, nonce) is { } refusal) return refusal;
        if (_isReceiving) return Receive(after, entries);
        if (after > Last) return Reply(LogStatus.Gap, Last);
        if (Contradicts(after, entries)) return Reply(LogStatus.Diverged, Last);
        foreach (var entry in entries) Place(entry);
        var confirmed = after + entries.Count;
        Committed = Math.Max(Committed, Math.Min(committed, confirmed));
        return Reply(LogStatus.Accepted, confirmed);
    }

    /// <summary>
    /// Begins to receive for a join: from here on entries are kept aside, until a snapshot is installed beneath them. Content is not touched.
    /// </summary>
    /// <param name="epoch">The holder's epoch.</param>
    /// <param name="nonce">The holder's nonce.</param>
    /// <param name="attempt">Counts the holder's attempts within its epoch.</param>
    public LogReply BeginJoin(Epoch epoch, string nonce, long attempt)
    {
        if (Refuse(storeIncarnation, epoch, nonce) is { } refusal) return refusal;
        if (attempt < _joinAttempt) return Reply(LogStatus.StaleJoin, Last);
        if (attempt > _joinAttempt)
        {
            _joinAttempt = attempt;
            _isReceiving = true;
            _receipt.Clear();
        }

        return Reply(LogStatus.Accepted, Last);
    }

    /// <summary>Replaces the content by a snapshot taken after the join began, and puts what was received since on top.</summary>
    /// <param name="incarnation">The life of the store the sender means.</param>
    /// <param name="epoch">The holder's epoch.</param>
    /// <param name="nonce">The holder's nonce.</param>
    /// <param name="attempt">The attempt it belongs to.</param>
    /// <param name="atLeast">The place the copy must reach: the holder knew its own store to have everything up to there before the receipt began.</param>
    /// <param name="snapshot">The holder's own store's log.</param>
    /// <param name="committed">That store's watermark.</param>
    public LogReply Install(string incarnation, Epoch epoch, string nonce, long attempt, long atLeast, IReadOnlyList<LogEntry> snapshot, long committed)
    {
        if (Refuse(incarnation, epoch, nonce) is { } refusal) return refusal;
        if (attempt != _joinAttempt) return Reply(LogStatus.StaleJoin, Last);
        // A snapshot that comes a second time, or late, must not undo what has been written on top of the first.
        if (!_isReceiving) return Reply(LogStatus.Accepted, Last);
        var hasHole = _receipt.Count > 0 && _receipt.Keys.First() > snapshot.Count + 1;
        if (hasHole || snapshot.Count < atLeast) return Reply(LogStatus.Gap, snapshot.Count);
        _entries.Clear();
        _entries.AddRange(snapshot);
        Committed = committed;
        _isReceiving = false;
        foreach (var entry in _receipt.Values.Where(e => e.Sequence > snapshot.Count).TakeWhile((e, i) => e.Sequence == snapshot.Count + 1 + i)) Place(entry);
        _receipt.Clear();
        return Reply(LogStatus.Accepted, Last);
    }

    /// <summary>
    /// A committed place never gets another operation; and a new holder, whose log has everything that was ever committed, never sends less than
    /// what is committed here. Either would mean that the arbiter has lost its memory. Checked first, because a request takes effect wholly or not at all.
    /// </summary>
    private bool Contradicts(long after, IReadOnlyList<LogEntry> entries)
    {
        var committed = entries.Where(e => e.Sequence <= Committed).ToArray();
        if (committed.Any(e => !_entries[(int)e.Sequence - 1].IsSameOperation(e))) return true;
        return after + entries.Count < Committed && committed.Any(e => _entries[(int)e.Sequence - 1].Epoch != e.Epoch);
    }

    private LogReply Receive(long after, IReadOnlyList<LogEntry> entries)
    {
        foreach (var entry in entries) _receipt[entry.Sequence] = entry;
        return Reply(LogStatus.Accepted, after + entries.Count);
    }

    /// <summary>
    /// The same entry again changes nothing. One of a later epoch replaces what is there, and what lies behind it was sent by an earlier holder and
    /// never committed: it goes. A committed place keeps its operation, see <see cref="Append"/>, and so do the committed ones behind it.
    /// </summary>
    private void Place(LogEntry entry)
    {
        var index = (int)entry.Sequence - 1;
        if (index == _entries.Count)
        {
            _entries.Add(entry);
            return;
        }

        if (_entries[index].Epoch == entry.Epoch) return;
        _entries[index] = entry;
        var keep = (int)Math.Max(entry.Sequence, Committed);
        _entries.RemoveRange(keep, _entries.Count - keep);
    }

    private LogReply? Refuse(string incarnation, Epoch epoch, string nonce)
    {
        if (incarnation != storeIncarnation) return Reply(LogStatus.OtherIncarnation, Last);
        if (epoch < FenceEpoch) return Reply(LogStatus.LowerEpoch, Last);
        if (epoch == FenceEpoch && nonce != FenceNonce) return Reply(LogStatus.OtherNonce, Last);
        if (epoch > FenceEpoch)
        {
            (FenceEpoch, FenceNonce) = (epoch, nonce);
            _joinAttempt = 0; // attempts are counted anew by each holder
        }

        return null;
    }

    private LogReply Reply(LogStatus status, long confirmed, IReadOnlyList<LogEntry>? entries = null) =>
        new(status, storeIncarnation, confirmed, confirmed is > 0 && confirmed <= Last ? _entries[(int)confirmed - 1].Epoch : default, Committed, entries ?? []);
}
