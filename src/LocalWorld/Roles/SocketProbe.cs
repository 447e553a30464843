using System.Net;
using System.Net.Sockets;
using ActiveActive.LocalWorld.Launch;
using ActiveActive.LocalWorld.Processes;

namespace ActiveActive.LocalWorld.Roles;

/// <summary>Sends a few bytes to a port of this machine and judges the first bytes that come back.</summary>
/// <param name="port">The port.</param>
/// <param name="question">What to send.</param>
/// <param name="judge">Null when the answer is the one of a server that serves, otherwise what is missing.</param>
internal sealed class SocketProbe(int port, ReadOnlyMemory<byte> question, Func<ReadOnlyMemory<byte>, string?> judge) : IReadinessProbe
{
    private const int LongestAnswer = 512;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    /// <summary>Asks a server of the Redis protocol. While it loads its log it answers, but not with PONG.</summary>
    public static SocketProbe Redis(int port) => new(
        port, "*1\r\n$4\r\nPING\r\n"u8.ToArray(), answer => answer.Span.StartsWith("+PONG"u8) ? null : "is loading its data");

    /// <summary>Asks PostgreSQL to let a user in. One that serves asks for a password (R); one that starts answers with an error (E).</summary>
    public static SocketProbe Postgres(int port, string user, string database) => new(
        port, StartupMessage(user, database), answer => answer.Span is [(byte)'R', ..] ? null : "is starting up");

    /// <summary>Asks a Kafka broker which APIs it serves (version 0, correlation 7), which needs no log-in.</summary>
    public static SocketProbe Kafka(int port) => new(
        port, new byte[] { 0, 0, 0, 10, 0, 18, 0, 0, 0, 0, 0, 7, 0xff, 0xff },
        answer => answer.Span is [_, _, _, _, 0, 0, 0, 7, 0, 0, ..] ? null : "does not answer as a broker");

    /// <inheritdoc/>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Timeout);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, deadline.Token);
            var stream = client.GetStream();
            await stream.WriteAsync(question, deadline.Token);
            var buffer = new byte[LongestAnswer];
            var count = await stream.ReadAsync(buffer, deadline.Token);
            return count == 0 ? "closed the connection" : judge(buffer.AsMemory(0, count));
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return "does not listen yet";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {Timeout.TotalSeconds:0} s";
        }
    }

    /// <summary>Length, protocol version 3.0, then name and value of each parameter.</summary>
    private static byte[] StartupMessage(string user, string database)
    {
        var body = $"user\0{user}\0database\0{database}\0\0";
        var message = new byte[8 + body.Length];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), 3 << 16);
        System.Text.Encoding.ASCII.GetBytes(body, message.AsSpan(8));
        return message;
    }
}
