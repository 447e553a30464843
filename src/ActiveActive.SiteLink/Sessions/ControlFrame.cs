using System.Buffers;

namespace ActiveActive.SiteLink;

/// <summary>A frame without a payload.</summary>
internal sealed class ControlFrame(FrameKind kind, ulong id = 0) : IOutgoingFrame
{
    public int Size => FrameWriter.MaxOverhead;

    public void WriteTo(IBufferWriter<byte> to) => FrameWriter.Control(to, kind, id);

    public void Written()
    {
    }
}
