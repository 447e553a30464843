using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ActiveActive.LocalBroker.Protocol;

/// <summary>Encodes one response frame, length prefix included, into a pooled buffer. Not for concurrent use.</summary>
internal sealed class ResponseWriter : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(512);
    private int _length = 4;

    /// <summary>See <see cref="RequestReader.Flexible"/>.</summary>
    public bool Flexible { get; set; }

    /// <summary>Set by a request that gets no answer (a produce with acks=0).</summary>
    public bool Suppressed { get; set; }

    /// <summary>Set by a request after whose answer the connection ends (a refused log-in).</summary>
    public bool CloseAfter { get; set; }

    public int Length => _length;

    public ResponseWriter Int8(sbyte value)
    {
        Reserve(1)[0] = (byte)value;
        _length += 1;
        return this;
    }

    public ResponseWriter Bool(bool value) => Int8(value ? (sbyte)1 : (sbyte)0);

    public ResponseWriter Int16(short value)
    {
        BinaryPrimitives.WriteInt16BigEndian(Reserve(2), value);
        _length += 2;
        return this;
    }

    public ResponseWriter Error(ErrorCode code) => Int16((short)code);

    public ResponseWriter Int32(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(Reserve(4), value);
        _length += 4;
        return this;
    }

    public ResponseWriter Int64(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(Reserve(8), value);
        _length += 8;
        return this;
    }

    public ResponseWriter Uuid(Guid value)
    {
        value.TryWriteBytes(Reserve(16), bigEndian: true, out _);
        _length += 16;
        return this;
    }

    public ResponseWriter String(string? value)
    {
        var bytes = value is null ? -1 : Encoding.UTF8.GetByteCount(value);
        if (Flexible)
            UVarInt(bytes + 1);
        else
            Int16((short)bytes);
        if (bytes > 0)
            _length += Encoding.UTF8.GetBytes(value, Reserve(bytes));
        return this;
    }

    public ResponseWriter ArrayLength(int count)
    {
        if (!Flexible)
            return Int32(count);
        UVarInt(count + 1);
        return this;
    }

    public ResponseWriter Int32Array(params ReadOnlySpan<int> values)
    {
        ArrayLength(values.Length);
        foreach (var value in values)
            Int32(value);
        return this;
    }

    /// <summary>No tagged fields: this broker sends none.</summary>
    public ResponseWriter Tags()
    {
        if (Flexible)
            UVarInt(0);
        return this;
    }

    /// <summary>Room for up to <paramref name="count"/> bytes at the end; call <see cref="Advance"/> with how many were used.</summary>
    public Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, _length + count));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsSpan(_length, count);
    }

    public void Advance(int count) => _length += count;

    /// <summary>Overwrites an integer written earlier, whose value was not known then.</summary>
    public void PatchInt32(int position, int value) => BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(position), value);

    /// <summary>Takes back everything written from <paramref name="position"/> on.</summary>
    public void Rewind(int position) => _length = position;

    public ReadOnlyMemory<byte> Complete()
    {
        PatchInt32(0, _length - 4);
        return _buffer.AsMemory(0, _length);
    }

    public void Dispose()
    {
        var buffer = Interlocked.Exchange(ref _buffer!, null);
        if (buffer is not null)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private void UVarInt(int value)
    {
        var rest = (uint)value;
        for (; rest >= 0x80; rest >>= 7)
            Int8((sbyte)(rest | 0x80));
        Int8((sbyte)rest);
    }
}
