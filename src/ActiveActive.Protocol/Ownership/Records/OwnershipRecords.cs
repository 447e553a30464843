using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActiveActive.Protocol.Ownership;

/// <summary>The records as bytes: JSON, so that an operator can read them with the arbiter's own tools.</summary>
public static class OwnershipRecords
{
    /// <summary>Writes a session.</summary>
    public static byte[] Encode(SessionRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, OwnershipJson.Default.SessionRecord);

    /// <summary>Writes a group.</summary>
    public static byte[] Encode(GroupRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, OwnershipJson.Default.GroupRecord);

    /// <summary>Writes the note of a forced take-over.</summary>
    public static byte[] Encode(ForcedTakeOverNote note) => JsonSerializer.SerializeToUtf8Bytes(note, OwnershipJson.Default.ForcedTakeOverNote);

    /// <summary>Reads a session.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static SessionRecord DecodeSession(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize(bytes, OwnershipJson.Default.SessionRecord) ?? throw new JsonException("null is not a session");

    /// <summary>Reads a group.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static GroupRecord DecodeGroup(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize(bytes, OwnershipJson.Default.GroupRecord) ?? throw new JsonException("null is not a group");

    /// <summary>Reads the note of a forced take-over.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static ForcedTakeOverNote DecodeNote(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize(bytes, OwnershipJson.Default.ForcedTakeOverNote) ?? throw new JsonException("null is not a note");
}

/// <summary>Source-generated JSON of the records.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(EpochJsonConverter)])]
[JsonSerializable(typeof(SessionRecord))]
[JsonSerializable(typeof(GroupRecord))]
[JsonSerializable(typeof(ForcedTakeOverNote))]
internal sealed partial class OwnershipJson : JsonSerializerContext;

/// <summary>An epoch is a number in JSON.</summary>
internal sealed class EpochJsonConverter : JsonConverter<Epoch>
{
    public override Epoch Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, Epoch value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Value);
}
