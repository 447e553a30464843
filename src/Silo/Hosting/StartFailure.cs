using System.Net.Sockets;
using ActiveActive.Operations;
using Microsoft.AspNetCore.Connections;

namespace ActiveActive.Silo;

/// <summary>Recognises the ways a start fails for reasons outside this program.</summary>
internal static class StartFailure
{
    /// <summary>What to tell the operator; null for a failure that is not understood, which keeps its stack.</summary>
    public static Exception? Explain(Exception error, SiloSettings settings)
    {
        var causes = Causes(error).ToArray();
        if (causes.Any(c => c is AddressInUseException))
            return new ConfigurationException("Silo:OperationsUrl", settings.Silo.OperationsUrl, "another process listens there; choose another port.");
        if (causes.OfType<SocketException>().FirstOrDefault() is not { } socket) return null;
        var endpoints = $"{settings.Silo.Address}:{settings.Silo.SiloPort} and {settings.Silo.Address}:{settings.Silo.GatewayPort}";
        return socket.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => new ConfigurationException("Silo:SiloPort / Silo:GatewayPort", endpoints,
                "another process listens on one of them; choose other ports."),
            SocketError.AddressNotAvailable => new ConfigurationException("Silo:Address", settings.Silo.Address, "is not an address of this machine."),
            SocketError.AccessDenied => new ConfigurationException("Silo:OperationsUrl / Silo:SiloPort / Silo:GatewayPort",
                $"{settings.Silo.OperationsUrl}, {endpoints}", "this process may not listen on one of them; ports below 1024 are usually reserved."),
            _ => null,
        };
    }

    private static IEnumerable<Exception> Causes(Exception error)
    {
        yield return error;
        var inner = error is AggregateException many ? many.InnerExceptions : error.InnerException is { } one ? [one] : (IEnumerable<Exception>)[];
        foreach (var cause in inner.SelectMany(Causes)) yield return cause;
    }
}
