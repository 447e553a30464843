using System.Net;
using System.Net.Sockets;
using ActiveActive.Operations;

namespace ActiveActive.Silo;

/// <summary>Looks whether a port can be had.</summary>
/// <remarks>Orleans' listeners set the option by which, on Linux, several processes may listen on one port: a second silo on the port of a first would
/// start, and the kernel would deal out connections between the two. A listener without that option is refused while anybody listens.</remarks>
internal static class ListenPort
{
    /// <exception cref="ConfigurationException">Somebody listens there, or this machine or process may not.</exception>
    public static void RequireFree(string key, IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port) { ExclusiveAddressUse = true };
            listener.Start();
        }
        catch (SocketException error)
        {
            throw error.SocketErrorCode switch
            {
                SocketError.AddressNotAvailable => new ConfigurationException("Silo:Address", address.ToString(), "is not an address of this machine."),
                SocketError.AddressAlreadyInUse => new ConfigurationException(key, $"{port}", $"another process listens on {address}:{port}; choose another port."),
                SocketError.AccessDenied => new ConfigurationException(key, $"{port}", "this process may not listen there; ports below 1024 are usually reserved."),
                _ => new ConfigurationException(key, $"{port}", $"{address}:{port} cannot be listened on: {error.Message}"),
            };
        }
    }
}
