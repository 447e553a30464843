using StackExchange.Redis;

namespace ActiveActive.Replication;

/// <summary>Names of everything replicated state keeps in a site's store. All keys of a partition share one hash tag.</summary>
/// <param name="ServiceId">Constant for the life of the data.</param>
public sealed record ReplicatedKeys(string ServiceId)
{
    /// <summary>Number of partitions: fixed for the life of the data, because names, hub partitions and digests depend on it.</summary>
    public const int Partitions = 64;

    /// <summary>The store's identity: run id and incarnation.</summary>
    public RedisKey Identity => $"{ServiceId}/replicated/identity";

    /// <summary>A partition's own hash: incarnation and life counter.</summary>
    public RedisKey Partition(int partition) => $"{Tag(partition)}/partition";

    /// <summary>A partition's dirty set: grains that may have something to ship, by age.</summary>
    public RedisKey Dirty(int partition) => $"{Tag(partition)}/dirty";

    /// <summary>A grain's hash.</summary>
    /// <param name="grain">Grain type and key.</param>
    /// <param name="state">Name of the state within the grain.</param>
    public RedisKey Grain(string grain, string state) => $"{Tag(PartitionOf(grain))}/grain/{grain}/{state}";

    /// <summary>The partition of a grain: FNV-1a over its UTF-8 name, the same in every process and release.</summary>
    public static int PartitionOf(string grain)
    {
        ArgumentNullException.ThrowIfNull(grain);
        var hash = 14695981039346656037UL;
        foreach (var b in System.Text.Encoding.UTF8.GetBytes(grain))
        {
            hash ^= b;
            hash *= 1099511628211UL;
        }

        // The low bits of FNV-1a are its weak ones.
        return (int)((hash ^ (hash >> 32)) % Partitions);
    }

    private string Tag(int partition) => $"{{{ServiceId}:r{partition:00}}}";
}
