using StackExchange.Redis;

namespace ActiveActive.Replication;

/// <summary>One write of one grain, as the store is asked to accept it.</summary>
public sealed record GrainWrite
{
    /// <summary>The grain's hash.</summary>
    public required RedisKey Key { get; init; }

    /// <summary>Version the write was made from; the store refuses it when another write came between.</summary>
    public required long ExpectedVersion { get; init; }

    /// <summary>Encoded state after the write.</summary>
    public required ReadOnlyMemory<byte> State { get; init; }

    /// <summary>Life and last dot of this site's own writes after the write.</summary>
    public required string Life { get; init; }

    /// <summary>Last dot of <see cref="Life"/> after the write.</summary>
    public required long LastDot { get; init; }

    /// <summary>What is to be shipped for it; null for a merge of what another site shipped.</summary>
    public PendingDelta? Pending { get; init; }

    /// <summary>Bytes that travel to the store.</summary>
    public int Size => State.Length + (Pending?.Delta.Length ?? 0);
}
