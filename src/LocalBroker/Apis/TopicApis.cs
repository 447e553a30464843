using ActiveActive.LocalBroker.Log;
using ActiveActive.LocalBroker.Protocol;

namespace ActiveActive.LocalBroker.Apis;

/// <summary>CreateTopics and DeleteTopics.</summary>
internal static class TopicApis
{
    public static ValueTask Create(RequestContext context)
    {
        var (version, request, response) = (context.Version, context.Request, context.Response);
        var asked = request.Array(16, () => (
            Name: request.String(),
            Partitions: request.Int32(),
            Replication: request.Int16(),
            Assignments: request.Array(8, () => (request.Int32(), request.Array(4, request.Int32))),
            Configs: request.Array(4, () => (Key: request.String(), Value: request.NullableString()))));
        request.Int32();
        var validateOnly = version >= 1 && request.Bool();

        if (version >= 2)
            response.Int32(0);
        response.ArrayLength(asked.Count);
        foreach (var topic in asked)
        {
            var (error, message) = topic switch
            {
                { Assignments.Count: > 0 } => (ErrorCode.InvalidRequest, "one node: give a number of partitions, no assignments"),
                { Replication: not (1 or -1) } => (ErrorCode.InvalidReplicationFactor, "one node: the replication factor is 1"),
                _ => Create(context.Store, topic.Name, topic.Partitions == -1 ? 1 : topic.Partitions, topic.Configs, validateOnly),
            };
            response.String(topic.Name).Error(error);
            if (version >= 1)
                response.String(message);
        }

        return ValueTask.CompletedTask;
    }

    public static ValueTask Delete(RequestContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var names = request.Array(2, request.String);
        request.Int32();
        if (context.Version >= 1)
            response.Int32(0);
        response.ArrayLength(names.Count);
        foreach (var name in names)
            response.String(name).Error(context.Store.Delete(name));
        return ValueTask.CompletedTask;
    }

    private static (ErrorCode Error, string? Message) Create(
        TopicStore store, string name, int partitions, List<(string Key, string? Value)> configs, bool validateOnly)
    {
        try
        {
            var settings = configs.Aggregate(new TopicSettings(), (current, config) => current.With(config.Key, config.Value));
            return store.Create(name, partitions, settings, validateOnly);
        }
        catch (FormatException invalid)
        {
            return (ErrorCode.InvalidConfig, invalid.Message);
        }
    }
}
