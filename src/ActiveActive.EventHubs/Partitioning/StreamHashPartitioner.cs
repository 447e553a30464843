namespace ActiveActive.EventHubs;

/// <summary>Spreads streams over all partitions by a hash of namespace and key (FNV-1a, 64 bits, with MurmurHash3's finaliser for the low bits).</summary>
public sealed class StreamHashPartitioner : IEventHubPartitioner
{
    /// <summary>The only instance: it has no state.</summary>
    public static StreamHashPartitioner Instance { get; } = new();

    /// <inheritdoc/>
    public int PartitionOf(StreamId stream, int partitionCount)
    {
        var hash = Add(0xcbf29ce484222325, stream.Namespace.Span);
        hash = Add(Add(hash, [(byte)'/']), stream.Key.Span);
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccd;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53;
        return (int)((hash ^ (hash >> 33)) % (uint)partitionCount);
    }

    private static ulong Add(ulong hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var single in bytes)
            hash = (hash ^ single) * 0x100000001b3;
        return hash;
    }
}
