using System.Globalization;

namespace ActiveActive.Protocol.Ownership;

/// <summary>Where the records of ownership stand at the arbiter.</summary>
public static class OwnershipKeys
{
    /// <summary>What all of them begin with; one listing shows everything.</summary>
    public const string Root = "ownership/";

    private const string Sessions = Root + "session/";
    private const string Groups = Root + "group/";

    /// <summary>Key of a silo's session.</summary>
    public static string Session(SiteId site, string silo) => $"{Sessions}{site}/{silo}";

    /// <summary>Key of a group.</summary>
    public static string Group(GroupId group) => Groups + group.Value.ToString("d4", CultureInfo.InvariantCulture);

    /// <summary>Key of the note a forced take-over leaves.</summary>
    public static string Audit(GroupId group, Epoch epoch) =>
        $"{Root}audit/{group.Value.ToString("d4", CultureInfo.InvariantCulture)}/{epoch.Value.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Reads the key of a session.</summary>
    public static bool TryParseSession(string key, out SiteId site, out string silo)
    {
        site = default;
        silo = string.Empty;
        if (!key.StartsWith(Sessions, StringComparison.Ordinal)) return false;
        var rest = key[Sessions.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !SiteId.TryParse(rest[..slash], out site)) return false;
        silo = rest[(slash + 1)..];
        return true;
    }

    /// <summary>Reads the key of a group.</summary>
    public static bool TryParseGroup(string key, out GroupId group)
    {
        group = default;
        if (!key.StartsWith(Groups, StringComparison.Ordinal)) return false;
        if (!int.TryParse(key.AsSpan(Groups.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return false;
        group = new(value);
        return true;
    }
}
