using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace ActiveActive.SiteLink;

/// <summary>Where the link listens, read from <c>https://host:port</c>.</summary>
/// <param name="Address">Null for <c>localhost</c>: both loopback addresses.</param>
/// <param name="Port">0 lets the system choose (tests).</param>
internal sealed record ListenAddress(IPAddress? Address, int Port)
{
    private const string Prefix = "https://";

    public static bool TryParse(string text, [NotNullWhen(true)] out ListenAddress? listen)
    {
        listen = null;
        if (!text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return false;
        var rest = text[Prefix.Length..].TrimEnd('/');
        var colon = rest.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(rest[(colon + 1)..], out var port)) return false;
        var host = rest[..colon];
        if (host == "localhost" && port != 0) listen = new(null, port);
        else if (host is "*" or "+") listen = new(IPAddress.IPv6Any, port);
        else if (IPAddress.TryParse(host.Trim('[', ']'), out var address)) listen = new(address, port);
        return listen is not null;
    }
}
