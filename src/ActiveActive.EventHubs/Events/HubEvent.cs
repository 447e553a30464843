namespace ActiveActive.EventHubs.Events;

/// <summary>One event as it lies in the hub.</summary>
[GenerateSerializer, Immutable, Alias("aa.HubEvent")]
internal readonly record struct HubEvent(
    [property: Id(0)] long Offset, [property: Id(1)] EventEncoding Encoding, [property: Id(2)] byte[] Payload);
