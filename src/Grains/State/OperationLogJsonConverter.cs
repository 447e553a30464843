using System.Text.Json;
using System.Text.Json.Serialization;

namespace Shop.Grains;

/// <summary>Stores an <see cref="OperationLog"/> as one base64 text.</summary>
internal sealed class OperationLogJsonConverter : JsonConverter<OperationLog>
{
    public override OperationLog Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return OperationLog.Parse(reader.GetBytesFromBase64());
        }
        catch (FormatException error)
        {
            throw new JsonException(error.Message, error);
        }
    }

    public override void Write(Utf8JsonWriter writer, OperationLog value, JsonSerializerOptions options) => writer.WriteBase64StringValue(value.ToBytes());
}
