using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ActiveActive.LocalWorld.Launch;

namespace ActiveActive.LocalWorld.Ports;

/// <summary>
/// The ports of one world: a block below the ephemeral range, where no outgoing connection of the machine can land between choosing a port and
/// listening on it. Whoever listens on the first port of a block (the control endpoint does) owns the block: the kernel lets one have it, and
/// takes it back when its owner dies.
/// </summary>
/// <remarks>Ports inside the block that a stranger listens on are passed over. Not for concurrent use.</remarks>
internal sealed class PortBlock : IDisposable
{
    /// <summary>Ports in a block.</summary>
    public const int Size = 100;

    /// <summary>First port of the first block.</summary>
    public const int Lowest = 20000;

    private const int DefaultEphemeralStart = 32768;
    private int _next;

    private PortBlock(int first, Socket anchor)
    {
        First = first;
        Anchor = anchor;
        _next = first + 1;
    }

    /// <summary>Its first port.</summary>
    public int First { get; }

    /// <summary>The socket that listens on the first port.</summary>
    public Socket Anchor { get; }

    /// <summary>Takes the block that begins with a port, or, without one, the first free block from the one that belongs to the seed on.</summary>
    /// <param name="first">The port the user chose; null to choose.</param>
    /// <param name="seed">Anything constant for the world, so that it gets its addresses again when it can.</param>
    /// <exception cref="WorldException">There is none to be had.</exception>
    public static PortBlock Reserve(int? first, string seed)
    {
        foreach (var port in first is { } chosen ? [chosen] : Candidates(seed))
            if (TryListen(port) is { } anchor) return new PortBlock(port, anchor);
        throw new WorldException(first is null
            ? $"no port of this machine that begins a block of {Size} from {Lowest} on is free: choose a first port with --port."
            : $"port {first} cannot be listened on: another program has it, or it is not allowed. Choose another with --port.");
    }

    /// <summary>Hands out the next port that nobody listens on.</summary>
    /// <exception cref="WorldException">The block is used up.</exception>
    public int Take()
    {
        for (; _next < First + Size && _next <= IPEndPoint.MaxPort; _next++)
        {
            using var probe = TryListen(_next);
            if (probe is not null) return _next++;
        }

        throw new WorldException($"too few of the ports {First} to {First + Size - 1} are free: choose another first port with --port.");
    }

    /// <inheritdoc/>
    public void Dispose() => Anchor.Dispose();

    /// <summary>First ports of all blocks, beginning with the one that belongs to <paramref name="seed"/>.</summary>
    internal static IEnumerable<int> Candidates(string seed)
    {
        var blocks = Math.Max(1, (EphemeralStart() - Lowest) / Size);
        // FNV-1a: string.GetHashCode differs from run to run.
        var hash = seed.Aggregate(2166136261u, (h, c) => unchecked((h ^ c) * 16777619u));
        for (var i = 0; i < blocks; i++) yield return Lowest + (int)((hash + (uint)i) % (uint)blocks) * Size;
    }

    /// <summary>A socket that listens on the port of the loopback address; null when it cannot be had.</summary>
    private static Socket? TryListen(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // Two sockets may be bound to one port as long as neither listens: only listening tells.
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    private static int EphemeralStart()
    {
        const string file = "/proc/sys/net/ipv4/ip_local_port_range";
        var first = File.Exists(file) ? File.ReadAllText(file).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() : null;
        // A range that leaves nothing below it is passed over: a port that an outgoing connection has taken shows when it is tried.
        return int.TryParse(first, CultureInfo.InvariantCulture, out var start) && start >= Lowest + Size ? start : DefaultEphemeralStart;
    }
}
