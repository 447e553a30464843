namespace ActiveActive.Crdts;

/// <summary>A moment of a hybrid logical clock.</summary>
/// <param name="Milliseconds">Unix time in ms, or later where the clock had seen later.</param>
/// <param name="Counter">Orders events of one millisecond.</param>
public readonly record struct HlcTimestamp(ulong Milliseconds, uint Counter) : IComparable<HlcTimestamp>
{
    /// <inheritdoc/>
    public int CompareTo(HlcTimestamp other)
    {
        var order = Milliseconds.CompareTo(other.Milliseconds);
        return order != 0 ? order : Counter.CompareTo(other.Counter);
    }

    /// <summary>The later of two.</summary>
    public static HlcTimestamp Max(HlcTimestamp left, HlcTimestamp right) => left.CompareTo(right) >= 0 ? left : right;

    internal void Write(CrdtWriter writer)
    {
        writer.WriteVarint(Milliseconds);
        writer.WriteVarint(Counter);
    }

    internal static HlcTimestamp Read(CrdtReader reader)
    {
        var milliseconds = reader.ReadVarint();
        var counter = reader.ReadVarint();
        return counter <= uint.MaxValue ? new HlcTimestamp(milliseconds, (uint)counter) : throw new CrdtFormatException("a stamp's counter exceeds 32 bits.");
    }
}
