namespace ActiveActive.EventHubs;

/// <summary>One partition of one life of a hub: what an offset counts in.</summary>
/// <param name="Hub">The hub.</param>
/// <param name="Partition">Number of the partition, from 0.</param>
[GenerateSerializer, Immutable, Alias("aa.HubPartition")]
public readonly record struct HubPartition([property: Id(0)] HubIdentity Hub, [property: Id(1)] int Partition)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Hub}/{Partition}";
}
