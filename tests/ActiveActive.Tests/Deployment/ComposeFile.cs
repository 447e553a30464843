using ActiveActive.Tests.Architecture;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace ActiveActive.Tests.Deployment;

/// <summary>The compose file as an engine reads it: anchors and merge keys resolved, variables left as they are written.</summary>
internal sealed class ComposeFile
{
    private ComposeFile(IReadOnlyDictionary<string, ComposeService> services, string text) => (Services, Text) = (services, text);

    public IReadOnlyDictionary<string, ComposeService> Services { get; }

    public string Text { get; }

    public IEnumerable<ComposeService> Silos => Services.Values.Where(s => s.Environment.ContainsKey("Silo__Name"));

    public IEnumerable<ComposeService> Gateways => Services.Values.Where(s => s.Environment.ContainsKey("Gateway__Name"));

    public static ComposeFile Read()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docker-compose.yml"));
        var parser = new MergingParser(new Parser(new StringReader(text)));
        var root = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(parser);
        var services = ((Dictionary<object, object>)root["services"]).ToDictionary(s => (string)s.Key, s => ComposeService.Read((string)s.Key, (Dictionary<object, object>)s.Value));
        return new ComposeFile(services, text);
    }
}

/// <summary>One service.</summary>
/// <param name="Name">Its name, under which the others reach it.</param>
/// <param name="Environment">Its environment.</param>
/// <param name="Command">Its command.</param>
/// <param name="Ports">What it publishes on the host.</param>
/// <param name="Networks">Its networks, with its fixed address where it has one.</param>
/// <param name="Volumes">Its volumes.</param>
/// <param name="IsOneShot">Whether others wait for it to end instead of to be healthy.</param>
/// <param name="HasHealthCheck">Whether the engine can tell that it works.</param>
internal sealed record ComposeService(
    string Name,
    IReadOnlyDictionary<string, string> Environment,
    IReadOnlyList<string> Command,
    IReadOnlyList<string> Ports,
    IReadOnlyDictionary<string, string?> Networks,
    IReadOnlyList<string> Volumes,
    bool IsOneShot,
    bool HasHealthCheck)
{
    public static ComposeService Read(string name, Dictionary<object, object> service) => new(
        name,
        Map(service, "environment").ToDictionary(e => (string)e.Key, e => (string)e.Value),
        List(service, "command"),
        List(service, "ports"),
        service.GetValueOrDefault("networks") is List<object> list
            ? list.ToDictionary(n => (string)n, _ => (string?)null)
            : Map(service, "networks").ToDictionary(n => (string)n.Key, n => (n.Value as Dictionary<object, object>)?.GetValueOrDefault("ipv4_address") as string),
        List(service, "volumes"),
        !service.ContainsKey("restart"),
        service.ContainsKey("healthcheck"));

    private static Dictionary<object, object> Map(Dictionary<object, object> service, string key) => service.GetValueOrDefault(key) as Dictionary<object, object> ?? [];

    private static List<string> List(Dictionary<object, object> service, string key) =>
        [.. (service.GetValueOrDefault(key) as List<object> ?? []).Select(item => (string)item)];
}
