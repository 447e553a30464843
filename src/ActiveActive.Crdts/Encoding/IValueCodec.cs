namespace ActiveActive.Crdts;

/// <summary>How values of a type are ordered and written. Chosen by type argument: no registry, no reflection, no type names in the bytes.</summary>
/// <typeparam name="TValue">The values; treated as immutable.</typeparam>
public interface IValueCodec<TValue>
{
    /// <summary>A total order; zero exactly when the encodings are equal. The same on every machine.</summary>
    static abstract int Compare(TValue left, TValue right);

    /// <summary>Appends the value: at least one byte, and equal values give equal bytes.</summary>
    static abstract void Write(CrdtWriter writer, TValue value);

    /// <summary>Reads what <see cref="Write"/> wrote, and refuses any other form.</summary>
    /// <exception cref="CrdtFormatException">Not a canonical encoding.</exception>
    static abstract TValue Read(CrdtReader reader);
}
