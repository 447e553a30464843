using System.Buffers;

namespace ActiveActive.SiteLink;

/// <summary>Last frame of one direction of a stream.</summary>
internal sealed class EndFrame : IOutgoingFrame
{
    private readonly TaskCompletionSource _written = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task HandedOn => _written.Task;

    public int Size => FrameWriter.MaxOverhead;

    public void WriteTo(IBufferWriter<byte> to) => FrameWriter.Control(to, FrameKind.End, 0);

    public void Written() => _written.TrySetResult();
}
