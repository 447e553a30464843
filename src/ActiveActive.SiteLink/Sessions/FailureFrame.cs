using System.Buffers;

namespace ActiveActive.SiteLink;

/// <summary>The failure of a call, or with id 0 of a stream.</summary>
internal sealed class FailureFrame(ulong id, SiteLinkError error, CallOutcome outcome, string slug, string message) : IOutgoingFrame
{
    public int Size => FrameWriter.MaxOverhead + message.Length;

    public void WriteTo(IBufferWriter<byte> to) => FrameWriter.Failure(to, id, error, outcome, slug, message);

    public void Written()
    {
    }
}
