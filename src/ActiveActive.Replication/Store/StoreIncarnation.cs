namespace ActiveActive.Replication;

/// <summary>Names one uninterrupted life of a store's data.</summary>
/// <param name="Value">Random, drawn by whoever finds that a new one is needed.</param>
/// <param name="Reason">How it came about, as found at the last admission.</param>
public sealed record StoreIncarnation(string Value, StoreIncarnationReason Reason);
