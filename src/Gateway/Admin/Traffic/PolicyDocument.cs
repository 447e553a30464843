using System.Collections.Immutable;
using ActiveActive.Traffic;

namespace ActiveActive.Gateway.Admin.Traffic;

/// <summary>A traffic policy as it is stored, sent and shown.</summary>
/// <remarks>Settable, because the serializer then leaves the default where a document says nothing; init-only members it would set to null.</remarks>
internal sealed record PolicyDocument
{
    /// <summary>Largest counter taken from outside, so that the next version always exists and every reader of JSON can hold it.</summary>
    private const long MaxCounter = 1L << 52;
    private const int MaxOriginLength = 150;

    /// <summary>Orders policies: the higher counter wins, and of equal counters the ordinally greater origin.</summary>
    public required PolicyVersion Version { get; set; }

    /// <summary>Share of each site; empty: every call goes to its caller's own site.</summary>
    public SortedDictionary<string, int> Weights { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Sites that get no new calls while another can take them.</summary>
    public IReadOnlyList<string> Drained { get; set; } = [];

    /// <summary>The document of a policy.</summary>
    public static PolicyDocument From(TrafficPolicy policy) => new()
    {
        Version = policy.Version,
        Weights = new SortedDictionary<string, int>(policy.Weights.ToDictionary(w => w.Key.Value, w => w.Value), StringComparer.Ordinal),
        Drained = [.. policy.Drained.Select(s => s.Value)],
    };

    /// <summary>The policy of a document; null when it is none, whoever wrote it.</summary>
    public TrafficPolicy? ToPolicy()
    {
        if (Version.Counter is < 0 or > MaxCounter || Version.Origin is not { Length: <= MaxOriginLength }) return null;
        var weights = ImmutableSortedDictionary.CreateBuilder<SiteId, int>();
        foreach (var (name, weight) in Weights)
        {
            if (!SiteId.TryParse(name, out var site)) return null;
            weights[site] = weight;
        }

        var drained = ImmutableSortedSet.CreateBuilder<SiteId>();
        foreach (var name in Drained)
        {
            if (!SiteId.TryParse(name, out var site)) return null;
            drained.Add(site);
        }

        return new TrafficPolicy { Version = Version, Weights = weights.ToImmutable(), Drained = drained.ToImmutable() };
    }
}
