namespace ActiveActive.EventHubs;

/// <summary>Offsets that a reader wanted and the hub no longer has.</summary>
/// <param name="Partition">Where.</param>
/// <param name="Wanted">The offset that should have been read next.</param>
/// <param name="LogStart">The first offset the hub has; reading goes on there.</param>
/// <param name="LogEnd">The offset the hub will give next. Below <paramref name="Wanted"/> when the log became shorter than what was read of it.</param>
public readonly record struct HubGap(HubPartition Partition, long Wanted, long LogStart, long LogEnd);
