namespace ActiveActive.Crdts;

/// <summary>Signed 64-bit numbers; short when near zero.</summary>
public readonly struct Int64Codec : IValueCodec<long>
{
    /// <inheritdoc/>
    public static int Compare(long left, long right) => left.CompareTo(right);

    /// <inheritdoc/>
    public static void Write(CrdtWriter writer, long value) => writer.WriteSigned(value);

    /// <inheritdoc/>
    public static long Read(CrdtReader reader) => reader.ReadSigned();
}
