using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace ActiveActive.Gateway.Hosting;

/// <summary>Recognises the ways a listener fails for reasons outside this program.</summary>
internal static class ListenFailure
{
    /// <summary>The remedy; null for a failure that is not understood, which keeps its stack.</summary>
    public static string? Explain(Exception error)
    {
        for (var cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is AddressInUseException) return "another process listens there; choose another port.";
            if (cause is SocketException socket)
                return socket.SocketErrorCode switch
                {
                    SocketError.AddressAlreadyInUse => "another process listens there; choose another port.",
                    SocketError.AddressNotAvailable => "is not an address of this machine.",
                    SocketError.AccessDenied => "this process may not listen there; ports below 1024 are usually reserved.",
                    _ => null,
                };
        }

        return null;
    }
}
