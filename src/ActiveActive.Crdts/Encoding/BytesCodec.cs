namespace ActiveActive.Crdts;

/// <summary>Opaque bytes, ordered bytewise. The memory must not change after it was handed over; a decoded value is a copy.</summary>
public readonly struct BytesCodec : IValueCodec<ReadOnlyMemory<byte>>
{
    /// <inheritdoc/>
    public static int Compare(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right) => left.Span.SequenceCompareTo(right.Span);

    /// <inheritdoc/>
    public static void Write(CrdtWriter writer, ReadOnlyMemory<byte> value) => writer.WriteBytes(value.Span);

    /// <inheritdoc/>
    public static ReadOnlyMemory<byte> Read(CrdtReader reader) => reader.ReadBytes().ToArray();
}
