namespace ActiveActive.Crdts;

/// <summary>Text as UTF-8, ordered ordinally. Half surrogate pairs are refused when written.</summary>
public readonly struct TextCodec : IValueCodec<string>
{
    /// <inheritdoc/>
    public static int Compare(string left, string right) => string.CompareOrdinal(left, right);

    /// <inheritdoc/>
    public static void Write(CrdtWriter writer, string value) => writer.WriteString(value);

    /// <inheritdoc/>
    public static string Read(CrdtReader reader) => reader.ReadString();
}
