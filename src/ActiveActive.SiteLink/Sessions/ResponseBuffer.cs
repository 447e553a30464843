using System.Buffers;

namespace ActiveActive.SiteLink;

/// <summary>Collects one answer, up to a bound, in a pooled array.</summary>
internal sealed class ResponseBuffer(int maxBytes) : IBufferWriter<byte>
{
    private const int Initial = 256;
    private byte[] _buffer = [];
    private int _written;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _written);

    public int Length => _written;

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (count > _buffer.Length - _written) throw new ArgumentOutOfRangeException(nameof(count), "advanced past the end of the buffer.");
        _written += count;
        if (_written > maxBytes) throw new ResponseTooLargeException(maxBytes);
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_written);
    }

    /// <summary>Gives the array back.</summary>
    public void Clear()
    {
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _written = 0;
    }

    private void Reserve(int size)
    {
        if (size > maxBytes - _written) throw new ResponseTooLargeException(maxBytes);
        size = Math.Max(size, 1);
        if (_buffer.Length - _written >= size) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Initial, Math.Max(_written + size, _buffer.Length * 2)));
        Written.CopyTo(larger);
        if (_buffer.Length > 0) ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
