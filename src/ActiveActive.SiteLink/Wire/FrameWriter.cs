using System.Buffers;
using System.Text;

namespace ActiveActive.SiteLink;

/// <summary>Writes frames. Callers have checked lengths: nothing here is refused.</summary>
internal static class FrameWriter
{
    /// <summary>Longest deadline a request can carry: an hour.</summary>
    public const uint MaxDeadlineMilliseconds = 3_600_000;

    /// <summary>More than any frame is larger than its payload.</summary>
    public const int MaxOverhead = 128;

    private const int MaxFailureText = 1024;

    public static void Request(IBufferWriter<byte> to, ulong id, string handler, uint deadlineMilliseconds, ReadOnlySpan<byte> payload)
    {
        var span = to.GetSpan(MaxOverhead);
        var at = Head(span, FrameKind.Request, id);
        at = Name(span, at, handler);
        at = Number(span, at, deadlineMilliseconds);
        to.Advance(Number(span, at, (ulong)payload.Length));
        to.Write(payload);
    }

    public static void Response(IBufferWriter<byte> to, ulong id, ReadOnlySpan<byte> payload)
    {
        var span = to.GetSpan(MaxOverhead);
        var at = Head(span, FrameKind.Response, id);
        to.Advance(Number(span, at, (ulong)payload.Length));
        to.Write(payload);
    }

    public static void Failure(IBufferWriter<byte> to, ulong id, SiteLinkError error, CallOutcome outcome, string slug, string message)
    {
        var text = Encoding.UTF8.GetBytes(message.Length > MaxFailureText ? message[..MaxFailureText] : message);
        var span = to.GetSpan(MaxOverhead);
        var at = Head(span, FrameKind.Failure, id);
        span[at++] = (byte)error;
        span[at++] = (byte)outcome;
        at = Name(span, at, slug.Length <= HandlerName.MaxLength ? slug : ErrorSlugs.Internal);
        to.Advance(Number(span, at, (ulong)text.Length));
        to.Write(text);
    }

    public static void Control(IBufferWriter<byte> to, FrameKind kind, ulong id)
    {
        var span = to.GetSpan(MaxOverhead);
        var at = 0;
        span[at++] = (byte)kind;
        if (kind is FrameKind.Cancel or FrameKind.Ping or FrameKind.Pong) at = Number(span, at, id);
        to.Advance(at);
    }

    public static void Open(IBufferWriter<byte> to, string handler, ReadOnlySpan<byte> payload)
    {
        var span = to.GetSpan(MaxOverhead);
        span[0] = (byte)FrameKind.Open;
        var at = Name(span, 1, handler);
        to.Advance(Number(span, at, (ulong)payload.Length));
        to.Write(payload);
    }

    public static void Data(IBufferWriter<byte> to, ReadOnlySpan<byte> payload)
    {
        var span = to.GetSpan(MaxOverhead);
        span[0] = (byte)FrameKind.Data;
        to.Advance(Number(span, 1, (ulong)payload.Length));
        to.Write(payload);
    }

    private static int Head(Span<byte> span, FrameKind kind, ulong id)
    {
        span[0] = (byte)kind;
        return Number(span, 1, id);
    }

    private static int Name(Span<byte> span, int at, string name)
    {
        span[at++] = (byte)name.Length;
        return at + Encoding.ASCII.GetBytes(name, span[at..]);
    }

    private static int Number(Span<byte> span, int at, ulong value)
    {
        while (value >= 0x80)
        {
            span[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[at++] = (byte)value;
        return at;
    }
}
