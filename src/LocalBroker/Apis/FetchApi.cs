using ActiveActive.LocalBroker.Log;
using ActiveActive.LocalBroker.Protocol;

namespace ActiveActive.LocalBroker.Apis;

/// <summary>
/// Fetch: answers at once when there is enough to read or something to refuse, else when new data arrive or the client's wait ends.
/// Sessions (KIP-227) are declined, which every client accepts: each fetch names its partitions.
/// </summary>
internal static class FetchApi
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly record struct Wanted(string Topic, PartitionLog? Log, int Partition, long Offset, int MaxBytes);

    public static async ValueTask Answer(RequestContext context)
    {
        var version = context.Version;
        var request = context.Request;
        request.Int32();
        var wait = TimeSpan.FromMilliseconds(Math.Clamp(request.Int32(), 0, (int)LongestWait.TotalMilliseconds));
        var minBytes = request.Int32();
        var maxBytes = Math.Clamp(request.Int32(), 1, context.Options.MaxFetchBytes);
        request.Int8();
        var session = version >= 7 ? request.Int32() : 0;
        if (version >= 7)
            request.Int32();
        var wanted = request.Array(6, () => ReadTopic(context));

        var body = context.Response.Length;
        if (session != 0)
        {
            context.Response.Int32(0).Error(ErrorCode.FetchSessionNotFound).Int32(0).ArrayLength(0);
            return;
        }

        var deadline = context.Time.GetTimestamp() + (long)(wait.TotalSeconds * context.Time.TimestampFrequency);
        // The first look registers nothing: under load there is always something to read.
        TaskCompletionSource? news = null;
        while (!Write(context, wanted, minBytes, maxBytes))
        {
            var left = context.Time.GetElapsedTime(context.Time.GetTimestamp(), deadline);
            if (left <= TimeSpan.Zero || (news is not null && !await Arrived(news, left, context)))
                break;
            news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            foreach (var partition in wanted.SelectMany(topic => topic.Partitions))
                partition.Log?.WakeOnNews(news);
            context.Response.Rewind(body);
        }

        news?.TrySetCanceled(CancellationToken.None);
    }

    private static (string Name, List<Wanted> Partitions) ReadTopic(RequestContext context)
    {
        var request = context.Request;
        var name = request.String();
        var topic = context.Store.Find(name);
        return (name, request.Array(16, () =>
        {
            var index = request.Int32();
            if (context.Version >= 9)
                request.Int32();
            var offset = request.Int64();
            if (context.Version >= 5)
                request.Int64();
            return new Wanted(name, topic?.Partition(index), index, offset, request.Int32());
        }));
    }

    private static async Task<bool> Arrived(TaskCompletionSource news, TimeSpan left, RequestContext context)
    {
        try
        {
            await news.Task.WaitAsync(left, context.Time, context.Aborted);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <returns>Whether the answer may go out now: enough bytes, or an error that the client should see.</returns>
    private static bool Write(RequestContext context, List<(string Name, List<Wanted> Partitions)> wanted, int minBytes, int maxBytes)
    {
        var response = context.Response.Int32(0);
        if (context.Version >= 7)
            response.Error(ErrorCode.None).Int32(0);
        var (bytes, failed) = (0, false);
        response.ArrayLength(wanted.Count);
        foreach (var (name, partitions) in wanted)
        {
            response.String(name).ArrayLength(partitions.Count);
            foreach (var partition in partitions)
            {
                var (error, copied) = WritePartition(context, partition, maxBytes - bytes);
                failed |= error != ErrorCode.None;
                bytes += copied;
            }
        }

        return failed || bytes >= minBytes;
    }

    private static (ErrorCode Error, int Bytes) WritePartition(RequestContext context, Wanted wanted, int budget)
    {
        var response = context.Response.Int32(wanted.Partition);
        var patch = response.Length;
        response.Error(ErrorCode.None).Int64(-1).Int64(-1);
        if (context.Version >= 5)
            response.Int64(-1);
        response.Int32(-1);
        if (context.Version >= 11)
            response.Int32(-1);
        response.Int32(0);
        var start = response.Length;
        var (error, highWatermark, startOffset) = wanted.Log is not { } log
            ? (ErrorCode.UnknownTopicOrPartition, -1, -1)
            : budget > 0
                ? log.Read(wanted.Offset, Math.Min(budget, Math.Max(wanted.MaxBytes, 1)), response)
                : (ErrorCode.None, log.HighWatermark, log.StartOffset);
        var end = response.Length;
        response.Rewind(patch);
        response.Error(error).Int64(highWatermark).Int64(highWatermark);
        if (context.Version >= 5)
            response.Int64(startOffset);
        response.Rewind(end);
        response.PatchInt32(start - 4, end - start);
        return (error, end - start);
    }
}
