using StackExchange.Redis;

namespace ActiveActive.Store;

/// <summary>Asks a server who it is.</summary>
internal static class StoreServerReader
{
    private static readonly string[] Settings = ["appendonly", "appendfsync", "maxmemory-policy", "aof-commit-wait", "aof-commit-freq"];

    public static async Task<StoreServerFacts> ReadAsync(IServer server)
    {
        var info = (await server.InfoAsync("server").ConfigureAwait(false))
            .SelectMany(section => section).GroupBy(p => p.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First().Value, StringComparer.Ordinal);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in Settings)
            foreach (var pair in await server.ConfigGetAsync(name).ConfigureAwait(false))
                settings[pair.Key.ToLowerInvariant()] = pair.Value;
        var isGarnet = info.TryGetValue("garnet_version", out var garnet);
        return new StoreServerFacts(
            isGarnet ? StoreServerKind.Garnet : StoreServerKind.Redis,
            isGarnet ? garnet! : info.GetValueOrDefault("redis_version", "unknown"),
            info.GetValueOrDefault("run_id", string.Empty),
            settings);
    }
}
