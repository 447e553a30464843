using System.Text;
using Confluent.Kafka;

namespace ActiveActive.EventHubs.Events;

/// <summary>
/// How a stream's event lies in a message of the hub: the message's key is the stream's key, its value the payload; header <c>aa-ns</c> is the stream's
/// namespace, and header <c>aa-enc</c> (one byte) the encoding, absent for raw bytes. Other programs can read and write it.
/// </summary>
internal static class EventEnvelope
{
    private const string NamespaceHeader = "aa-ns";
    private const string EncodingHeader = "aa-enc";

    public static Headers HeadersFor(StreamId stream, EventEncoding encoding)
    {
        var headers = new Headers();
        if (stream.Namespace.Length > 0)
            headers.Add(NamespaceHeader, stream.Namespace.ToArray());
        if (encoding != EventEncoding.Raw)
            headers.Add(EncodingHeader, [(byte)encoding]);
        return headers;
    }

    /// <summary>
    /// The stream a message belongs to. A message without a key, which some other program wrote, belongs to the stream whose key is the
    /// partition's number. <paramref name="previous"/> is answered again when it is the same, since neighbours mostly are.
    /// </summary>
    public static StreamId StreamOf(Message<byte[], byte[]> message, int partition, StreamId previous)
    {
        var space = Header(message.Headers, NamespaceHeader);
        var key = message.Key is { Length: > 0 } ? message.Key : Encoding.UTF8.GetBytes($"{partition}");
        if (previous != default && previous.Key.Span.SequenceEqual(key) && previous.Namespace.Span.SequenceEqual(space))
            return previous;
        return StreamId.Create(space is { Length: <= ushort.MaxValue } ? space : [], key);
    }

    public static EventEncoding EncodingOf(Message<byte[], byte[]> message) => Header(message.Headers, EncodingHeader) switch
    {
        null => EventEncoding.Raw,
        [(byte)EventEncoding.Orleans] => EventEncoding.Orleans,
        _ => EventEncoding.Unknown,
    };

    private static byte[]? Header(Headers? headers, string name) => headers is not null && headers.TryGetLastBytes(name, out var value) ? value : null;
}
