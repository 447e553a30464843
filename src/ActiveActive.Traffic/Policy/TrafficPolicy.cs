using System.Collections.Immutable;

namespace ActiveActive.Traffic;

/// <summary>What operators want of the traffic. Immutable; a change is a new policy with a higher version.</summary>
public sealed record TrafficPolicy
{
    /// <summary>Heaviest weight of a site.</summary>
    public const int MaxWeight = 1000;

    /// <summary>The policy nobody has changed: every caller's own site, nothing drained.</summary>
    public static TrafficPolicy Initial { get; } = new();

    /// <summary>Orders policies.</summary>
    public PolicyVersion Version { get; init; } = PolicyVersion.Initial;

    /// <summary>Share of each site, 0 to <see cref="MaxWeight"/>; empty: every call goes to its caller's own site. A site that is missing in a non-empty
    /// table has none.</summary>
    public ImmutableSortedDictionary<SiteId, int> Weights { get; init; } = ImmutableSortedDictionary<SiteId, int>.Empty;

    /// <summary>Sites that get no new calls while another can take them.</summary>
    public ImmutableSortedSet<SiteId> Drained { get; init; } = [];

    /// <summary>What is wrong with the policy for these sites, as a sentence that names the value and the remedy; null when nothing is.</summary>
    public string? Problem(IReadOnlyCollection<SiteId> sites)
    {
        ArgumentNullException.ThrowIfNull(sites);
        var known = string.Join(", ", sites);
        foreach (var (site, weight) in Weights)
        {
            if (!sites.Contains(site)) return $"weights name site '{site}', which does not exist; the sites are {known}.";
            if (weight is < 0 or > MaxWeight) return $"the weight of site '{site}' is {weight}; it is 0 to {MaxWeight}.";
        }

        if (Weights.Count > 0 && Weights.Values.All(w => w == 0)) return "all weights are 0; give at least one site a share.";
        foreach (var site in Drained)
            if (!sites.Contains(site)) return $"site '{site}' does not exist and cannot be drained; the sites are {known}.";
        if (sites.All(Drained.Contains)) return "every site would be drained; leave at least one.";
        return null;
    }
}
