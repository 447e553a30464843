using System.Collections.Immutable;
using System.Text.Json;
using ActiveActive.Gateway.Requests;
using ActiveActive.Traffic;

namespace ActiveActive.Gateway.Admin.Traffic;

/// <summary>Body of <c>PUT /admin/traffic</c>: the policy as <c>GET</c> shows it, with other values. What it does not say stays as it is.</summary>
/// <param name="Basis">The version it was made from; when the policy has changed since, the change is refused. Null: whatever is in force.</param>
/// <param name="Weights">New weights; null leaves them.</param>
/// <param name="Drained">New drains; null leaves them.</param>
internal sealed record PolicyChange(PolicyVersion? Basis, ImmutableSortedDictionary<SiteId, int>? Weights, ImmutableSortedSet<SiteId>? Drained)
{
    /// <summary>Reads a body.</summary>
    /// <exception cref="InvalidRequestException">A member is not legal.</exception>
    public static PolicyChange Read(JsonFields fields) =>
        new(ReadVersion(fields.Any("version")), ReadWeights(fields.Any("weights")), ReadDrained(fields.Any("drained")));

    /// <summary>The wanted policy.</summary>
    /// <exception cref="ConflictException">The policy has changed since.</exception>
    public TrafficPolicy Apply(TrafficPolicy policy) => Basis is { } basis && basis != policy.Version
        ? throw new ConflictException($"the policy is at version {policy.Version.Counter} of {policy.Version.Origin} meanwhile; read it again.")
        : policy with { Weights = Weights ?? policy.Weights, Drained = Drained ?? policy.Drained };

    private static PolicyVersion? ReadVersion(JsonElement? value)
    {
        if (value is not { } element) return null;
        if (element.ValueKind != JsonValueKind.Object) throw new InvalidRequestException("version", "version is an object of counter and origin.");
        var fields = new JsonFields(element);
        var version = new PolicyVersion(fields.Integer("counter", 0, long.MaxValue), fields.String("origin"));
        fields.RequireNothingElse();
        return version;
    }

    private static ImmutableSortedDictionary<SiteId, int>? ReadWeights(JsonElement? value)
    {
        if (value is not { } element) return null;
        if (element.ValueKind != JsonValueKind.Object) throw new InvalidRequestException("weights", "weights is an object of a number for each site.");
        var weights = ImmutableSortedDictionary.CreateBuilder<SiteId, int>();
        foreach (var member in element.EnumerateObject())
        {
            var site = Site("weights", member.Name);
            if (member.Value.ValueKind != JsonValueKind.Number || !member.Value.TryGetInt32(out var weight) || weight is < 0 or > TrafficPolicy.MaxWeight)
                throw new InvalidRequestException("weights", $"the weight of site '{site}' has to be an integer from 0 to {TrafficPolicy.MaxWeight}.");
            if (!weights.TryAdd(site, weight)) throw new InvalidRequestException("weights", $"site '{site}' is there twice.");
        }

        return weights.ToImmutable();
    }

    private static ImmutableSortedSet<SiteId>? ReadDrained(JsonElement? value)
    {
        if (value is not { } element) return null;
        if (element.ValueKind != JsonValueKind.Array) throw new InvalidRequestException("drained", "drained is an array of site ids.");
        return [.. element.EnumerateArray().Select(item => Site("drained", item.ValueKind == JsonValueKind.String ? JsonFields.Text("drained", () => item.GetString()!) : null))];
    }

    private static SiteId Site(string field, string? text) =>
        SiteId.TryParse(text, out var site) ? site : throw new InvalidRequestException(field, $"{field} names something that is no site id.");
}
