namespace ActiveActive.Protocol.Ownership;

/// <summary>Something a holder wants done or tells.</summary>
public abstract record HolderOutput;

/// <summary>Send a request to a site's store; whatever comes back goes to <see cref="GroupHolder.OnReply"/>. Silence needs no report.</summary>
/// <param name="Site">Whose store.</param>
/// <param name="Request">The request. A snapshot's content is filled in by whoever carries it out, see <see cref="StoreRequestKind.Install"/>.</param>
public sealed record SendToStore(SiteId Site, StoreRequest Request) : HolderOutput;

/// <summary>
/// The own store is fenced, and this is its log. The grains' states are what the store has of them, and the entries up to the watermark on top; those
/// behind it come as <see cref="HolderCommitted"/> once they are committed anew.
/// </summary>
/// <param name="Log">The log.</param>
public sealed record HolderRecovered(LogCopy Log) : HolderOutput;

/// <summary>These are committed now: apply and acknowledge them, in this order.</summary>
/// <param name="Entries">The next places.</param>
public sealed record HolderCommitted(IReadOnlyList<LogEntry> Entries) : HolderOutput;

/// <summary>From now on the group is served here, as long as the lease lasts.</summary>
public sealed record HolderServing : HolderOutput;

/// <summary>It is over: what is not acknowledged has an unknown outcome.</summary>
/// <param name="Reason">Why.</param>
public sealed record HolderClosed(CloseReason Reason) : HolderOutput;
