using ActiveActive.LocalBroker.Log;
using ActiveActive.LocalBroker.Protocol;

namespace ActiveActive.LocalBroker.Apis;

/// <summary>
/// ListOffsets: the start, the end, or the first batch that may hold a record of a given time. The latter is exact to the batch, since
/// records are opaque here: a reader may get some earlier records of that batch first, never miss a later one.
/// </summary>
internal static class ListOffsetsApi
{
    private const long Latest = -1;
    private const long Earliest = -2;

    public static ValueTask Answer(RequestContext context)
    {
        var (version, request, response) = (context.Version, context.Request, context.Response);
        request.Int32();
        if (version >= 2)
            request.Int8();
        var topics = request.Array(6, () =>
        {
            var name = request.String();
            var topic = context.Store.Find(name);
            return (name, request.Array(12, () =>
            {
                var index = request.Int32();
                if (version >= 4)
                    request.Int32();
                return (index, Look(topic?.Partition(index), request.Int64()));
            }));
        });

        if (version >= 2)
            response.Int32(0);
        response.ArrayLength(topics.Count);
        foreach (var (name, partitions) in topics)
        {
            response.String(name).ArrayLength(partitions.Count);
            foreach (var (index, (error, timestamp, offset)) in partitions)
            {
                response.Int32(index).Error(error).Int64(timestamp).Int64(offset);
                if (version >= 4)
                    response.Int32(0);
            }
        }

        return ValueTask.CompletedTask;
    }

    private static (ErrorCode Error, long Timestamp, long Offset) Look(PartitionLog? log, long timestamp)
    {
        if (log is null)
            return (ErrorCode.UnknownTopicOrPartition, -1, -1);
        return timestamp switch
        {
            Latest => (ErrorCode.None, -1, log.HighWatermark),
            Earliest => (ErrorCode.None, -1, log.StartOffset),
            < 0 => (ErrorCode.InvalidRequest, -1, -1),
            _ => log.Find(timestamp) is { } found ? (ErrorCode.None, found.Timestamp, found.Offset) : (ErrorCode.None, -1, -1),
        };
    }
}
