using System.Net.Sockets;
using ActiveActive.Operations;
using Microsoft.AspNetCore.Connections;

namespace ActiveActive.Silo;

/// <summary>Recognises the ways the web server fails to start for reasons outside this program.</summary>
internal static class StartFailure
{
    private const string Keys = "Silo:OperationsUrl / SiteLink:ListenUrl";

    /// <summary>What to tell the operator; null for a failure that is not understood, which keeps its stack.</summary>
    public static ConfigurationException? Explain(Exception error, SiloSettings settings)
    {
        var causes = Causes(error).ToArray();
        var socket = causes.OfType<SocketException>().FirstOrDefault()?.SocketErrorCode;
        // The server's own message names the address.
        if (causes.Any(c => c is AddressInUseException) || socket == SocketError.AddressAlreadyInUse)
            return new ConfigurationException(Keys, settings.Silo.OperationsUrl, $"{error.Message} Choose another port.");
        if (socket is SocketError.AddressNotAvailable or SocketError.AccessDenied)
            return new ConfigurationException(Keys, settings.Silo.OperationsUrl, $"{error.Message}: not an address this process may listen on.");
        return null;
    }

    private static IEnumerable<Exception> Causes(Exception error)
    {
        yield return error;
        var inner = error is AggregateException many ? many.InnerExceptions : error.InnerException is { } one ? [one] : (IEnumerable<Exception>)[];
        foreach (var cause in inner.SelectMany(Causes)) yield return cause;
    }
}
