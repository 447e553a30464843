using System.Net;
using System.Net.Http.Headers;

namespace ActiveActive.Arbitration;

/// <summary>
/// A request body that knows whether any of it was handed to a connection, and refuses to be sent a second time. The first makes "known not
/// applied" a fact instead of an interpretation of exceptions; the second rules out the HTTP stack's own silent repetitions.
/// </summary>
internal sealed class SendOnceContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly Action _onSending;
    private int _sent;

    public SendOnceContent(ReadOnlyMemory<byte> body, Action onSending)
    {
        _body = body;
        _onSending = onSending;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <summary>True from just before the first byte leaves. A member that got no body has nothing to apply.</summary>
    public bool MayHaveLeft => Volatile.Read(ref _sent) != 0;

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _sent, 1) != 0) throw new InvalidOperationException("the body was sent before; a repetition is the caller's decision.");
        _onSending();
        await stream.WriteAsync(_body, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
