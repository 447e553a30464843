using System.Buffers;

namespace ActiveActive.SiteLink;

/// <summary>
/// One gRPC message: a batch of frames. On the way out it asks its source for the frames only when gRPC serialises it, so that whatever queued until
/// then travels with it; on the way in it is a pooled buffer, returned when the last frame of it is done with.
/// </summary>
internal sealed class LinkMessage
{
    private readonly Action<IBufferWriter<byte>>? _source;
    private byte[]? _buffer;
    private int _length;
    private int _references;

    /// <summary>An outgoing message; may be written many times.</summary>
    public LinkMessage(Action<IBufferWriter<byte>> source) => _source = source;

    private LinkMessage(byte[] buffer, int length) => (_buffer, _length, _references) = (buffer, length, 1);

    /// <summary>The bytes of a received message; invalid once released.</summary>
    public ReadOnlyMemory<byte> Memory => new(_buffer, 0, _length);

    public static LinkMessage Receive(ReadOnlySequence<byte> bytes)
    {
        var length = checked((int)bytes.Length);
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        bytes.CopyTo(buffer);
        return new LinkMessage(buffer, length);
    }

    public void WriteTo(IBufferWriter<byte> to)
    {
        if (_source is not null) _source(to);
        else to.Write(Memory.Span);
    }

    /// <summary>One more holder of a received message.</summary>
    public void Retain() => Interlocked.Increment(ref _references);

    /// <summary>One holder less; the last returns the buffer. Must not be called on an outgoing message.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _references) != 0) return;
        var buffer = _buffer;
        _buffer = null;
        _length = 0;
        if (buffer is not null) ArrayPool<byte>.Shared.Return(buffer);
    }
}
