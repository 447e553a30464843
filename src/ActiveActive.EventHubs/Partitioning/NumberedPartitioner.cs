using System.Buffers.Text;

namespace ActiveActive.EventHubs;

/// <summary>
/// For streams that are a partition each: the stream's key is the partition's number in decimal digits, e.g. namespace <c>replication/a</c>, key
/// <c>17</c>. Streams with any other key are refused.
/// </summary>
public sealed class NumberedPartitioner : IEventHubPartitioner
{
    /// <summary>The only instance: it has no state.</summary>
    public static NumberedPartitioner Instance { get; } = new();

    /// <summary>The stream that is a whole partition of a hub.</summary>
    /// <param name="streamNamespace">Its namespace, which implicit subscriptions name.</param>
    /// <param name="partition">Number of the partition, from 0.</param>
    public static StreamId StreamOf(string streamNamespace, int partition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        return StreamId.Create(streamNamespace, partition.ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public int PartitionOf(StreamId stream, int partitionCount) =>
        Utf8Parser.TryParse(stream.Key.Span, out int partition, out var read) && read == stream.Key.Length && (uint)partition < (uint)partitionCount
            ? partition
            : throw new InvalidRequestException("stream", $"{stream}: the key must be a partition's number, 0 to {partitionCount - 1}.");
}
