using System.Buffers.Binary;
using System.Text;

namespace ActiveActive.LocalBroker.Protocol;

/// <summary>
/// Decodes one request frame. Every length is checked against the bytes that are there before anything is allocated for it, so
/// arbitrary input costs at most its own size and ends in a <see cref="MalformedRequestException"/>.
/// </summary>
/// <param name="frame">The request without its length prefix; valid until the handler first awaits.</param>
internal sealed class RequestReader(ReadOnlyMemory<byte> frame)
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
    private ReadOnlyMemory<byte> _rest = frame;

    /// <summary>Whether strings, arrays and structures use the compact encodings of the "flexible" API versions (KIP-482).</summary>
    public bool Flexible { get; set; }

    public byte Int8() => Take(1).Span[0];

    public bool Bool() => Int8() != 0;

    public short Int16() => BinaryPrimitives.ReadInt16BigEndian(Take(2).Span);

    public int Int32() => BinaryPrimitives.ReadInt32BigEndian(Take(4).Span);

    public long Int64() => BinaryPrimitives.ReadInt64BigEndian(Take(8).Span);

    public Guid Uuid() => new(Take(16).Span, bigEndian: true);

    /// <summary>A string in the encoding of the fixed part of every request header, whatever the API version.</summary>
    public string? HeaderString() => Text(Int16());

    public string? NullableString() => Text(Flexible ? UVarInt() - 1 : Int16());

    public string String() => NullableString() ?? throw new MalformedRequestException("a string that must be present is null");

    public ReadOnlyMemory<byte>? NullableBytes()
    {
        var length = Flexible ? UVarInt() - 1 : Int32();
        return length < 0 ? null : Take(length);
    }

    /// <summary>Length of an array, -1 for null; refused when the rest of the frame cannot hold that many items.</summary>
    public int ArrayLength(int smallestItemBytes)
    {
        var length = Flexible ? UVarInt() - 1 : Int32();
        if (length < -1 || (long)length * smallestItemBytes > _rest.Length)
            throw new MalformedRequestException($"an array of {length} items does not fit in {_rest.Length} bytes");
        return length;
    }

    /// <summary>Reads an array of structures and their tagged fields; null reads as empty.</summary>
    public List<T> Array<T>(int smallestItemBytes, Func<T> item)
    {
        var count = ArrayLength(smallestItemBytes);
        var items = new List<T>(Math.Max(count, 0));
        for (var i = 0; i < count; i++)
            items.Add(item());
        return items;
    }

    public void SkipTags()
    {
        if (!Flexible)
            return;
        for (var count = UVarInt(); count > 0; count--)
        {
            UVarInt();
            Take(UVarInt());
        }
    }

    private int UVarInt()
    {
        uint value = 0;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var next = Int8();
            value |= (uint)(next & 0x7f) << shift;
            if (next < 0x80)
                return value <= int.MaxValue ? (int)value : throw new MalformedRequestException("a length above 2^31");
        }

        throw new MalformedRequestException("a variable-length integer of more than five bytes");
    }

    private string? Text(int length)
    {
        if (length < 0)
            return null;
        try
        {
            return StrictUtf8.GetString(Take(length).Span);
        }
        catch (DecoderFallbackException)
        {
            throw new MalformedRequestException("a string is not UTF-8");
        }
    }

    private ReadOnlyMemory<byte> Take(int count)
    {
        if ((uint)count > (uint)_rest.Length)
            throw new MalformedRequestException($"{count} bytes expected, {_rest.Length} left");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
