namespace ActiveActive.Protocol.Ownership;

/// <summary>A store that has every acknowledged write of a group.</summary>
/// <param name="Site">The site whose store it is.</param>
/// <param name="StoreIncarnation">Which life of that store: one that lost data comes back with another and is then no longer this member.</param>
public sealed record InSyncMember(SiteId Site, string StoreIncarnation)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Site}/{StoreIncarnation}";
}
