using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActiveActive;

/// <summary>
/// Names one site: a failure domain with its own Orleans cluster, store, hub and gateways. Stable for the life of an
/// installation, because it is part of every version and every ownership record.
/// </summary>
/// <remarks>1 to 16 characters of <c>a-z</c>, <c>0-9</c> and <c>-</c>, beginning with a letter. Compared ordinally.
/// The default value names no site and is refused wherever a site is expected.</remarks>
[GenerateSerializer, Immutable, Alias("aa.SiteId")]
[JsonConverter(typeof(SiteIdJsonConverter))]
public readonly record struct SiteId : IComparable<SiteId>
{
    /// <summary>Longest legal id, in characters.</summary>
    public const int MaxLength = 16;

    [Id(0)]
    private readonly string? _value;

    private SiteId(string value) => _value = value;

    /// <summary>The id as text; empty for the default value.</summary>
    public string Value => _value ?? string.Empty;

    /// <summary>True for the default value, which names no site.</summary>
    public bool IsNone => _value is null;

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException">The text is not a legal site id; the message says what is.</exception>
    public static SiteId Parse(string text) => TryParse(text, out var site)
        ? site
        : throw new FormatException($"'{text}' is not a site id: 1 to {MaxLength} characters of a-z, 0-9 and '-', beginning with a letter.");

    /// <summary>Reads an id; false, and the default value, when the text is not legal.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out SiteId site)
    {
        site = default;
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength || !char.IsAsciiLetterLower(text[0])) return false;
        foreach (var c in text)
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-') return false;
        site = new SiteId(text);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(SiteId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;

    /// <summary>A site is a string in JSON. Public, because source-generated contracts of other assemblies create it.</summary>
    public sealed class SiteIdJsonConverter : JsonConverter<SiteId>
    {
        /// <inheritdoc/>
        public override SiteId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryParse(reader.GetString(), out var site) ? site : throw new JsonException("not a site id");

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, SiteId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);

        /// <inheritdoc/>
        public override SiteId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Read(ref reader, typeToConvert, options);

        /// <inheritdoc/>
        public override void WriteAsPropertyName(Utf8JsonWriter writer, SiteId value, JsonSerializerOptions options) =>
            writer.WritePropertyName(value.Value);
    }
}
