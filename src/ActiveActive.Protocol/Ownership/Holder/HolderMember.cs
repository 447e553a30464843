namespace ActiveActive.Protocol.Ownership;

/// <summary>What a holder knows of one store.</summary>
internal sealed class HolderMember(SiteId site)
{
    public SiteId Site { get; } = site;

    /// <summary>The incarnation written to; empty while unknown.</summary>
    public string Incarnation { get; set; } = string.Empty;

    /// <summary>Everything up to here is durable there, as this holder sent it.</summary>
    public long Confirmed { get; set; }

    /// <summary>The committed watermark the store itself is known to hold.</summary>
    public long KnowsCommitted { get; set; }

    /// <summary>Requests up to this one are void: the other end has been left, and perhaps has got another content, since.</summary>
    public long VoidUpTo { get; set; }

    /// <summary>Requests up to this one say nothing about the watermark: they were answered before, or while, the content was replaced.</summary>
    public long WatermarkVoidUpTo { get; set; }

    /// <summary>The append under way.</summary>
    public StoreRequest? Outstanding { get; set; }

    /// <summary>When <see cref="Outstanding"/> was last sent.</summary>
    public MonotonicTime SentAt { get; set; }

    /// <summary>Since when it owes an answer without making progress.</summary>
    public MonotonicTime? WaitingSince { get; set; }

    /// <summary>How far a join has come.</summary>
    public JoinStage Stage { get; set; }

    /// <summary>Since when it stands there.</summary>
    public MonotonicTime StageSince { get; set; }

    /// <summary>Attempts so far.</summary>
    public long Attempt { get; set; }

    /// <summary>Not before this instant.</summary>
    public MonotonicTime NextAttemptAt { get; set; } = MonotonicTime.Never;

    /// <summary>Forgets everything about the other end but its attempts.</summary>
    public void Leave(MonotonicTime nextAttemptAt, long lastRequest)
    {
        VoidUpTo = lastRequest;
        Stage = JoinStage.None;
        Incarnation = string.Empty;
        Outstanding = null;
        WaitingSince = null;
        Confirmed = 0;
        KnowsCommitted = 0;
        NextAttemptAt = nextAttemptAt;
    }
}

/// <summary>How far a store's join has come.</summary>
internal enum JoinStage
{
    /// <summary>Not joining: in the set, or out and left alone.</summary>
    None,

    /// <summary>Asked to fence itself and to receive.</summary>
    Beginning,

    /// <summary>Receives; the snapshot is being copied.</summary>
    Copying,

    /// <summary>Has everything and keeps it; not yet recorded.</summary>
    Joined,
}
