using System.Buffers;

namespace ActiveActive.SiteLink;

/// <summary>One payload of a stream, copied from the caller into a pooled buffer.</summary>
internal sealed class DataFrame : IOutgoingFrame
{
    private readonly DuplexEnd _owner;
    private readonly int _length;
    private byte[]? _buffer;

    public DataFrame(DuplexEnd owner, ReadOnlySpan<byte> payload)
    {
        (_owner, _length) = (owner, payload.Length);
        _buffer = ArrayPool<byte>.Shared.Rent(_length);
        payload.CopyTo(_buffer);
    }

    public int Size => _length + FrameWriter.MaxOverhead;

    public void WriteTo(IBufferWriter<byte> to) => FrameWriter.Data(to, _buffer.AsSpan(0, _length));

    public void Written()
    {
        if (Interlocked.Exchange(ref _buffer, null) is not { } buffer) return;
        ArrayPool<byte>.Shared.Return(buffer);
        _owner.LeftQueue(Size);
    }
}
