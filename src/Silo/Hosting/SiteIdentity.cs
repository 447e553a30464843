namespace ActiveActive.Silo;

/// <summary>The site this silo was configured for.</summary>
internal sealed class SiteIdentity(SiteId site) : ISiteIdentity
{
    public SiteId Site => site;
}
