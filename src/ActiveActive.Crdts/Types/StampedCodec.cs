namespace ActiveActive.Crdts;

/// <summary>A stamp and then the value.</summary>
internal readonly struct StampedCodec<TValue, TCodec> : IValueCodec<Stamped<TValue>> where TCodec : IValueCodec<TValue>
{
    public static int Compare(Stamped<TValue> left, Stamped<TValue> right)
    {
        var order = left.Stamp.CompareTo(right.Stamp);
        return order != 0 ? order : TCodec.Compare(left.Value, right.Value);
    }

    public static void Write(CrdtWriter writer, Stamped<TValue> value)
    {
        value.Stamp.Write(writer);
        TCodec.Write(writer, value.Value);
    }

    public static Stamped<TValue> Read(CrdtReader reader) => new(HlcTimestamp.Read(reader), TCodec.Read(reader));
}
