using ActiveActive.LocalBroker.Log;
using ActiveActive.LocalBroker.Protocol;

namespace ActiveActive.LocalBroker.Apis;

/// <summary>
/// Metadata: the node, the cluster id (one per data folder) and the topics with their ids (one per creation). The two ids together are
/// how a consumer learns that the log it has a checkpoint for was deleted and made anew. Topics are never created by asking for them.
/// </summary>
internal static class MetadataApi
{
    public static ValueTask Answer(RequestContext context)
    {
        var (version, response) = (context.Version, context.Response);
        var topics = Requested(context);
        if (version >= 3)
            response.Int32(0);
        var node = context.Session.Advertised;
        response.ArrayLength(1).Int32(RequestContext.NodeId).String(node.Host).Int32(node.Port);
        if (version >= 1)
            response.String(null);
        response.Tags();
        if (version >= 2)
            response.String(context.Store.ClusterId);
        if (version >= 1)
            response.Int32(RequestContext.NodeId);
        response.ArrayLength(topics.Count);
        foreach (var (name, id, topic) in topics)
            WriteTopic(context, name, id, topic);
        if (version is >= 8 and <= 10)
            response.Int32(int.MinValue);
        response.Tags();
        return ValueTask.CompletedTask;
    }

    private static List<(string? Name, Guid Id, Topic? Topic)> Requested(RequestContext context)
    {
        var (version, request) = (context.Version, context.Request);
        var count = request.ArrayLength(1);
        if (count < 0 || (count == 0 && version == 0))
            return [.. context.Store.Topics.Select(topic => ((string?)topic.Name, topic.Id, (Topic?)topic))];
        var topics = new List<(string?, Guid, Topic?)>(count);
        for (var i = 0; i < count; i++)
        {
            var id = version >= 10 ? request.Uuid() : Guid.Empty;
            var name = request.NullableString();
            request.SkipTags();
            topics.Add((name, id, name is null ? context.Store.Find(id) : context.Store.Find(name)));
        }

        return topics;
    }

    private static void WriteTopic(RequestContext context, string? name, Guid id, Topic? topic)
    {
        var (version, response) = (context.Version, context.Response);
        var missing = name is null ? ErrorCode.UnknownTopicId : ErrorCode.UnknownTopicOrPartition;
        response.Error(topic is null ? missing : ErrorCode.None).String(topic?.Name ?? name ?? (version >= 12 ? null : ""));
        if (version >= 10)
            response.Uuid(topic?.Id ?? id);
        if (version >= 1)
            response.Bool(false);
        var partitions = topic?.Partitions.Count ?? 0;
        response.ArrayLength(partitions);
        for (var partition = 0; partition < partitions; partition++)
        {
            response.Error(ErrorCode.None).Int32(partition).Int32(RequestContext.NodeId);
            if (version >= 7)
                response.Int32(0);
            response.Int32Array(RequestContext.NodeId).Int32Array(RequestContext.NodeId);
            if (version >= 5)
                response.Int32Array();
            response.Tags();
        }

        if (version >= 8)
            response.Int32(int.MinValue);
        response.Tags();
    }
}
