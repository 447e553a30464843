namespace ActiveActive.LocalBroker.Apis;

/// <summary>One API: its key, the versions served, the first version in the "flexible" encoding, and what answers it.</summary>
internal sealed record Api(
    short Key, string Name, short Min, short Max, short FirstFlexible, Func<RequestContext, ValueTask> Answer, bool BeforeLogIn = false);

/// <summary>Everything the broker serves. A client learns it from ApiVersions and does not ask for more.</summary>
internal static class ApiTable
{
    public const short ApiVersionsKey = 18;
    private const short None = short.MaxValue;

    public static IReadOnlyList<Api> All { get; } =
    [
        new(0, "Produce", 3, 8, None, ProduceApi.Answer),
        new(1, "Fetch", 4, 11, None, FetchApi.Answer),
        new(2, "ListOffsets", 1, 5, None, ListOffsetsApi.Answer),
        new(3, "Metadata", 0, 12, 9, MetadataApi.Answer),
        new(10, "FindCoordinator", 0, 2, None, SessionApis.FindCoordinator),
        new(17, "SaslHandshake", 0, 1, None, SessionApis.SaslHandshake, BeforeLogIn: true),
        new(ApiVersionsKey, "ApiVersions", 0, 3, 3, SessionApis.ApiVersions, BeforeLogIn: true),
        new(19, "CreateTopics", 0, 4, None, TopicApis.Create),
        new(20, "DeleteTopics", 0, 3, None, TopicApis.Delete),
        new(22, "InitProducerId", 0, 1, None, SessionApis.InitProducerId),
        new(36, "SaslAuthenticate", 0, 1, None, SessionApis.SaslAuthenticate, BeforeLogIn: true),
    ];

    public static Api? Find(short key) => All.FirstOrDefault(api => api.Key == key);
}
