namespace ActiveActive.LocalWorld.Roles;

/// <summary>Addresses as configuration and people write them.</summary>
internal static class Urls
{
    /// <summary>Scheme, host and port, without the slash that <see cref="Uri"/> adds.</summary>
    public static string Origin(this Uri url) => url.GetLeftPart(UriPartial.Authority);
}
