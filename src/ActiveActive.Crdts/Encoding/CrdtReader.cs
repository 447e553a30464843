using System.Text;

namespace ActiveActive.Crdts;

/// <summary>Reads the canonical encoding under caps, and refuses everything that <see cref="CrdtWriter"/> would not have written.
/// Not for concurrent use.</summary>
public sealed class CrdtReader
{
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly CrdtLimits _limits;
    private int _at;
    private int _depth;

    internal CrdtReader(ReadOnlyMemory<byte> bytes, CrdtLimits limits)
    {
        if (bytes.Length > limits.MaxBytes) throw new CrdtFormatException($"{bytes.Length} bytes exceed the cap of {limits.MaxBytes}.");
        (_bytes, _limits) = (bytes, limits);
    }

    internal CausalContext Context { get; set; } = CausalContext.Empty;

    /// <summary>One byte.</summary>
    /// <exception cref="CrdtFormatException">The bytes end here.</exception>
    public byte ReadByte() => _at < _bytes.Length ? _bytes.Span[_at++] : throw new CrdtFormatException("the bytes end early.");

    /// <summary>An unsigned number.</summary>
    /// <exception cref="CrdtFormatException">Longer than needed, or above 64 bits, or the bytes end here.</exception>
    public ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = ReadByte();
            if ((b == 0 && shift > 0) || (shift == 63 && b > 1)) throw new CrdtFormatException("a number is not in its shortest form.");
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }

        throw new CrdtFormatException("a number exceeds 64 bits.");
    }

    /// <summary>A signed number.</summary>
    /// <inheritdoc cref="ReadVarint" path="/exception"/>
    public long ReadSigned()
    {
        var folded = ReadVarint();
        return (long)(folded >> 1) ^ -(long)(folded & 1);
    }

    /// <summary>Number of entries that follow, each of at least one byte.</summary>
    /// <exception cref="CrdtFormatException">More than the cap, or than bytes are left.</exception>
    public int ReadCount()
    {
        var count = ReadVarint();
        if (count > (ulong)_limits.MaxCount || count > (ulong)(_bytes.Length - _at)) throw new CrdtFormatException($"{count} entries are too many.");
        return (int)count;
    }

    /// <summary>Bytes with their length in front; a view on the input.</summary>
    /// <exception cref="CrdtFormatException">Longer than the cap, or than what is left.</exception>
    public ReadOnlyMemory<byte> ReadBytes()
    {
        var length = ReadVarint();
        if (length > (ulong)_limits.MaxValueBytes || length > (ulong)(_bytes.Length - _at)) throw new CrdtFormatException($"a value of {length} bytes is too long.");
        _at += (int)length;
        return _bytes.Slice(_at - (int)length, (int)length);
    }

    /// <summary>Text.</summary>
    /// <exception cref="CrdtFormatException">Not UTF-8, or longer than the cap, or than what is left.</exception>
    public string ReadString()
    {
        try
        {
            return CrdtWriter.Utf8.GetString(ReadBytes().Span);
        }
        catch (DecoderFallbackException)
        {
            throw new CrdtFormatException("a text is not UTF-8.");
        }
    }

    /// <summary>A dot that the context has seen.</summary>
    /// <exception cref="CrdtFormatException">The context has not seen it.</exception>
    public Dot ReadDot()
    {
        var life = ReadVarint();
        if (life >= (ulong)Context.Lives.Length) throw new CrdtFormatException("a dot of an unknown life.");
        var dot = new Dot(Context.Lives[(int)life], ReadVarint());
        return Context.Contains(dot) ? dot : throw new CrdtFormatException($"dot {dot} is not in the context.");
    }

    /// <summary>Goes one level deeper; <see cref="Leave"/> comes back.</summary>
    /// <exception cref="CrdtFormatException">Deeper than the cap.</exception>
    public void Enter()
    {
        if (++_depth > _limits.MaxDepth) throw new CrdtFormatException($"nested deeper than {_limits.MaxDepth}.");
    }

    /// <summary>Comes back from <see cref="Enter"/>.</summary>
    public void Leave() => _depth--;

    internal void End()
    {
        if (_at != _bytes.Length) throw new CrdtFormatException($"{_bytes.Length - _at} bytes too many.");
    }
}
