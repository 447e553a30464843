using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ActiveActive.Gateway.Hosting;

/// <summary>One address to listen on.</summary>
/// <param name="Address">IP address; null for <c>localhost</c>, which is loopback of both families.</param>
/// <param name="Port">Port; 0 takes a free one.</param>
internal sealed record Listener(IPAddress? Address, int Port)
{
    /// <summary>What is legal, for error messages.</summary>
    public const string Expected = "http://HOST:PORT with an IP address or 'localhost' and no path, e.g. http://127.0.0.1:8080.";

    /// <summary>Reads an address; false when it is not legal.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Listener? listener)
    {
        listener = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp || url.PathAndQuery != "/" || url.UserInfo.Length > 0)
            return false;
        if (IPAddress.TryParse(url.Host.Trim('[', ']'), out var address)) listener = new Listener(address, url.Port);
        // Kestrel takes no free port for two addresses at once.
        else if (url.Host == "localhost") listener = url.Port == 0 ? new Listener(IPAddress.Loopback, 0) : new Listener(null, url.Port);
        return listener is not null;
    }

    /// <summary>Whether both would take the same port.</summary>
    public bool Collides(Listener other) => Port != 0 && Port == other.Port;

    /// <summary>Listens.</summary>
    public void ListenOn(KestrelServerOptions kestrel)
    {
        if (Address is null) kestrel.ListenLocalhost(Port);
        else kestrel.Listen(Address, Port);
    }
}
