namespace ActiveActive.Protocol.Ownership;

/// <summary>Answer of a store's group log.</summary>
/// <param name="Status">What it did.</param>
/// <param name="StoreIncarnation">Which life of the store answers.</param>
/// <param name="Confirmed">For an accepted append or install: everything up to here is durable exactly as sent. For a trim: the
/// place up to which the log is trimmed.</param>
/// <param name="ConfirmedEpoch">Epoch of the entry there.</param>
/// <param name="Committed">The committed watermark the store knows.</param>
/// <param name="Log">For an accepted fence: the log; else null.</param>
public sealed record LogReply(LogStatus Status, string StoreIncarnation, long Confirmed, Epoch ConfirmedEpoch, long Committed, LogCopy? Log);
