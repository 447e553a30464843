namespace ActiveActive.Crdts;

/// <summary>One life of a grain's replicated state at one site: who counts dots. Never reused, so that a store that went back in time cannot
/// name two writes alike.</summary>
public readonly record struct GrainLife : IComparable<GrainLife>
{
    /// <summary>Longest legal store incarnation, in characters.</summary>
    public const int MaxIncarnationLength = 64;

    private readonly string? _incarnation;

    /// <summary>Names a life.</summary>
    /// <param name="site">Site that writes under it; not the default value.</param>
    /// <param name="incarnation">Incarnation of that site's store: 1 to <see cref="MaxIncarnationLength"/> printable ASCII characters.</param>
    /// <param name="number">The partition's counter when the life began.</param>
    /// <exception cref="ArgumentException">The site is none, or the incarnation is not legal.</exception>
    public GrainLife(SiteId site, string incarnation, ulong number)
    {
        if (site.IsNone) throw new ArgumentException("a life belongs to a site.", nameof(site));
        if (!IsLegalIncarnation(incarnation))
            throw new ArgumentException($"an incarnation is 1 to {MaxIncarnationLength} printable ASCII characters.", nameof(incarnation));
        (Site, _incarnation, Number) = (site, incarnation, number);
    }

    /// <summary>Site that writes under this life.</summary>
    public SiteId Site { get; }

    /// <summary>Incarnation of the site's store; empty for the default value.</summary>
    public string Incarnation => _incarnation ?? string.Empty;

    /// <summary>The partition's counter when the life began.</summary>
    public ulong Number { get; }

    /// <summary>By site, incarnation (both ordinal), number: the order of the encoding.</summary>
    public int CompareTo(GrainLife other)
    {
        var order = ReferenceEquals(Site.Value, other.Site.Value) ? 0 : Site.CompareTo(other.Site);
        if (order == 0 && !ReferenceEquals(_incarnation, other._incarnation)) order = string.CompareOrdinal(Incarnation, other.Incarnation);
        return order != 0 ? order : Number.CompareTo(other.Number);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Site}/{Incarnation}/{Number}";

    internal static bool IsLegalIncarnation(string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > MaxIncarnationLength) return false;
        foreach (var c in text)
            if (c is < '!' or > '~') return false;
        return true;
    }
}
