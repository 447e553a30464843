namespace ActiveActive.EventHubs;

/// <summary>An event that a subscriber has refused for the whole delivery time.</summary>
/// <param name="Provider">Name of the stream provider.</param>
/// <param name="Stream">Its stream.</param>
/// <param name="SubscriptionId">The subscription whose handler fails.</param>
/// <param name="Partition">Where it is.</param>
/// <param name="Offset">Its offset there.</param>
/// <param name="Payload">Its bytes as they are in the hub.</param>
/// <param name="IsRaw">Whether the bytes are the application's own; else they are the Orleans serializer's.</param>
public sealed record UndeliverableEvent(
    string Provider, StreamId Stream, Guid SubscriptionId, HubPartition Partition, long Offset, ReadOnlyMemory<byte> Payload, bool IsRaw);
