using System.Buffers;
using System.Text;

namespace ActiveActive.Crdts;

/// <summary>Writes the canonical encoding. A dot is written as the index of its life in the context, and its counter. Not for concurrent use.</summary>
public sealed class CrdtWriter
{
    internal static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly CausalContext _context;

    internal CrdtWriter(CausalContext context) => _context = context;

    /// <summary>One byte.</summary>
    public void WriteByte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    /// <summary>An unsigned number: 7 bits a byte, lowest first (LEB128), in the fewest bytes.</summary>
    public void WriteVarint(ulong value)
    {
        var span = _buffer.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7) span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        _buffer.Advance(length);
    }

    /// <summary>A signed number, folded so that small ones of either sign are short (zigzag).</summary>
    public void WriteSigned(long value) => WriteVarint((ulong)(value << 1) ^ (ulong)(value >> 63));

    /// <summary>Bytes with their length in front.</summary>
    public void WriteBytes(ReadOnlySpan<byte> value)
    {
        WriteVarint((ulong)value.Length);
        _buffer.Write(value);
    }

    /// <summary>Text as UTF-8 with its length in front.</summary>
    /// <exception cref="EncoderFallbackException">The text holds half a surrogate pair.</exception>
    public void WriteString(string value)
    {
        var length = Utf8.GetByteCount(value);
        WriteVarint((ulong)length);
        Utf8.GetBytes(value, _buffer.GetSpan(length));
        _buffer.Advance(length);
    }

    /// <summary>A dot that the context has seen.</summary>
    public void WriteDot(Dot dot)
    {
        WriteVarint((ulong)_context.IndexOf(dot.Life));
        WriteVarint(dot.Counter);
    }

    internal byte[] ToArray() => _buffer.WrittenSpan.ToArray();
}
