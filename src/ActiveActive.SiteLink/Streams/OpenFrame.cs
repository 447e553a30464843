using System.Buffers;

namespace ActiveActive.SiteLink;

/// <summary>First frame of a stream.</summary>
internal sealed class OpenFrame(string handler, ReadOnlyMemory<byte> payload) : IOutgoingFrame
{
    public int Size => payload.Length + FrameWriter.MaxOverhead;

    public void WriteTo(IBufferWriter<byte> to) => FrameWriter.Open(to, handler, payload.Span);

    public void Written()
    {
    }
}
