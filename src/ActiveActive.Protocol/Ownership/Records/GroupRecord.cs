namespace ActiveActive.Protocol.Ownership;

/// <summary>Who holds a group, and whose stores have all of it.</summary>
/// <param name="Epoch">Rises with every change of holder.</param>
/// <param name="Holder">The silo incarnation that holds it; null when nobody does.</param>
/// <param name="InSync">The stores that have every acknowledged write. Never empty. Only a silo of one of these sites may take over.</param>
/// <param name="InSyncVersion">Rises with every change of the set.</param>
/// <param name="PreferredSite">Where the group should be; a wish.</param>
public sealed record GroupRecord(Epoch Epoch, SiloIncarnation? Holder, IReadOnlyList<InSyncMember> InSync, long InSyncVersion, SiteId PreferredSite)
{
    /// <summary>Whether this very store is in the set.</summary>
    public bool Has(InSyncMember member) => InSync.Contains(member);

    /// <summary>The same record with another set, its version raised.</summary>
    public GroupRecord With(IReadOnlyList<InSyncMember> inSync) =>
        this with { InSync = [.. inSync.OrderBy(m => m.Site)], InSyncVersion = InSyncVersion + 1 };

    /// <inheritdoc/>
    public override string ToString() => $"{Epoch} {Holder?.ToString() ?? "nobody"} [{string.Join(' ', InSync)}] v{InSyncVersion}";
}
