namespace ActiveActive.Protocol.Ownership;

/// <summary>
/// What a store keeps of one group and what it does with each request, atomically: the fence (epoch, nonce), the log, the committed watermark, and
/// the state of an attempt to join. The reference for the store's script.
/// </summary>
/// <remarks>
/// <para>Any request may arrive late, twice, or after its successor; none of that changes the outcome. Not safe for concurrent use.</para>
/// <para>The epoch of the fence only rises, and one epoch belongs to one nonce for ever: S3.</para>
/// <para>Places up to <see cref="Base"/> are no longer in the log: the grains' own states contain them. A place is only trimmed once every store of the set
/// knows that it is committed, so that no later holder ever asks for it.</para>
/// </remarks>
/// <param name="storeIncarnation">Which life of the store this is.</param>
public sealed class GroupLog(string storeIncarnation)
{
    private readonly List<LogEntry> _entries = [];
    private readonly SortedDictionary<long, LogEntry> _receipt = [];
    private long _joinAttempt;
    private Epoch _baseEpoch;
    private Epoch _trimmedBy;

    /// <summary>Epoch of the fence; 0 before the first.</summary>
    public Epoch FenceEpoch { get; private set; }

    /// <summary>Nonce of the holder that set the fence.</summary>
    public string FenceNonce { get; private set; } = string.Empty;

    /// <summary>Everything up to here was acknowledged or could have been.</summary>
    public long Committed { get; private set; }

    /// <summary>Places up to here are trimmed.</summary>
    public long Base { get; private set; }

    /// <summary>Whether it is in the middle of a join: content is old, what comes is kept aside.</summary>
    public bool IsReceiving { get; private set; }

    /// <summary>Places up to here may be trimmed.</summary>
    public long Trimmable { get; private set; }

    /// <summary>Place of the last entry; 0 when there never was one.</summary>
    public long Last => Base + _entries.Count;

    /// <summary>The log behind <see cref="Base"/>.</summary>
    public IReadOnlyList<LogEntry> Entries => _entries;

    /// <summary>Everything a returning store needs to become a copy of this one, besides the grains' states.</summary>
    public LogCopy Copy() => new(Base, _baseEpoch, [.. _entries], Committed);

    /// <summary>Raises the fence without a write and returns the log: the first thing a new holder does, at its own store.</summary>
    public LogReply Fence(string incarnation, Epoch epoch, string nonce)
    {
        if (Refuse(incarnation, epoch, nonce) is { } refusal) return refusal;
        IsReceiving = false; // whoever holds the group from this store joins nobody
        _receipt.Clear();
        return Reply(LogStatus.Accepted, Last, Copy());
    }

    /// <summary>Adds entries behind a place both sides agree on.</summary>
    /// <param name="incarnation">The life of the store the sender means.</param>
    /// <param name="epoch">The sender's epoch.</param>
    /// <param name="nonce">The sender's nonce.</param>
    /// <param name="after">The place the first entry follows.</param>
    /// <param name="entries">Contiguous, all of the sender's epoch.</param>
    /// <param name="committed">The sender's committed watermark.</param>
    /// <param name="trimmable">The place every store of the set is known to hold as committed.</param>
    public LogReply Append(string incarnation, Epoch epoch, string nonce, long after, IReadOnlyList<LogEntry> entries, long committed, long trimmable)
    {
        if (Refuse(incarnation, epoch, nonce) is { } refusal) return refusal;
        if (IsReceiving) return Receive(after, entries);
        if (after > Last) return Reply(LogStatus.Gap, Last);
        if (Contradicts(epoch, after, entries)) return Reply(LogStatus.Diverged, Last);
        foreach (var entry in entries) Place(entry);
        var confirmed = after + entries.Count;
        Committed = Math.Max(Committed, Math.Min(committed, confirmed));
        Trimmable = Math.Max(Trimmable, Math.Min(trimmable, Committed));
        return Reply(LogStatus.Accepted, confirmed);
    }

    /// <summary>Drops places whose effects are in the grains' states, as far as they may be dropped.</summary>
    /// <param name="incarnation">The life of the store the sender means.</param>
    /// <param name="epoch">The holder's epoch.</param>
    /// <param name="nonce">The holder's nonce.</param>
    /// <param name="upTo">The place up to which the states are durable.</param>
    public LogReply Trim(string incarnation, Epoch epoch, string nonce, long upTo)
    {
        if (Refuse(incarnation, epoch, nonce) is { } refusal) return refusal;
        var place = Math.Min(upTo, Trimmable);
        if (place <= Base || IsReceiving) return Reply(LogStatus.Accepted, Base);
        (_baseEpoch, _trimmedBy) = (_entries[(int)(place - Base) - 1].Epoch, epoch);
        _entries.RemoveRange(0, (int)(place - Base));
        Base = place;
        return Reply(LogStatus.Accepted, Base);
    }

    /// <summary>
    /// Begins to receive for a join: from here on entries are kept aside, until a snapshot is installed beneath them. Content is not touched.
    /// </summary>
    /// <param name="epoch">The holder's epoch.</param>
    /// <param name="nonce">The holder's nonce.</param>
    /// <param name="attempt">Counts the holder's attempts within its epoch, from 1.</param>
    public LogReply BeginJoin(Epoch epoch, string nonce, long attempt)
    {
        if (Refuse(storeIncarnation, epoch, nonce) is { } refusal) return refusal;
        if (attempt < _joinAttempt || attempt < 1) return Reply(LogStatus.StaleJoin, Last);
        if (attempt > _joinAttempt)
        {
            _joinAttempt = attempt;
            IsReceiving = true;
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
    /// <param name="copy">The holder's own store's log; the grains' states beneath it were copied before.</param>
    public LogReply Install(string incarnation, Epoch epoch, string nonce, long attempt, long atLeast, LogCopy copy)
    {
        if (Refuse(incarnation, epoch, nonce) is { } refusal) return refusal;
        if (attempt != _joinAttempt || attempt < 1) return Reply(LogStatus.StaleJoin, Last);
        // A snapshot that comes a second time, or late, must not undo what has been written on top of the first.
        if (!IsReceiving) return Reply(LogStatus.Accepted, Last);
        var hasHole = _receipt.Count > 0 && _receipt.Keys.First() > copy.Last + 1;
        if (hasHole || copy.Last < atLeast) return Reply(LogStatus.Gap, copy.Last);
        _entries.Clear();
        _entries.AddRange(copy.Entries);
        (Base, _baseEpoch, _trimmedBy, Committed, Trimmable) = (copy.Base, copy.BaseEpoch, epoch, copy.Committed, copy.Base);
        IsReceiving = false;
        foreach (var entry in _receipt.Values.Where(e => e.Sequence > copy.Last).TakeWhile((e, i) => e.Sequence == copy.Last + 1 + i)) Place(entry);
        _receipt.Clear();
        return Reply(LogStatus.Accepted, Last);
    }

    /// <summary>
    /// A committed place never gets another operation; a new holder, whose log has everything that was ever committed, never sends less than what is
    /// committed here, and never asks for what is trimmed here. Any of it would mean that the arbiter has lost its memory. Checked first, because a
    /// request takes effect wholly or not at all.
    /// </summary>
    private bool Contradicts(Epoch epoch, long after, IReadOnlyList<LogEntry> entries)
    {
        if (after < Base && epoch > _trimmedBy) return true;
        var committed = entries.Where(e => e.Sequence > Base && e.Sequence <= Committed).ToArray();
        if (committed.Any(e => !At(e.Sequence).IsSameOperation(e))) return true;
        return after + entries.Count < Committed && committed.Any(e => At(e.Sequence).Epoch != e.Epoch);
    }

    private LogEntry At(long place) => _entries[(int)(place - Base) - 1];

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
        if (entry.Sequence <= Base) return; // a late repetition of what is long done
        var index = (int)(entry.Sequence - Base) - 1;
        if (index == _entries.Count)
        {
            _entries.Add(entry);
            return;
        }

        if (_entries[index].Epoch == entry.Epoch) return;
        _entries[index] = entry;
        var keep = (int)(Math.Max(entry.Sequence, Committed) - Base);
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
            _joinAttempt = 0; // attempts are counted anew by each holder, from 1
            _receipt.Clear();
        }

        return null;
    }

    private LogReply Reply(LogStatus status, long confirmed, LogCopy? copy = null) => new(status, storeIncarnation, confirmed, EpochAt(confirmed), Committed, copy);

    private Epoch EpochAt(long place) => place > Base && place <= Last ? At(place).Epoch : place == Base ? _baseEpoch : default;
}
