using System.Buffers.Binary;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans.Storage;

namespace ActiveActive.Silo;

/// <summary>
/// The stored form of grain state: one byte of format, two bytes of the state's schema version (big-endian), then JSON in UTF-8. The type is
/// given by who reads; the bytes name none (X2), so that renaming a class or moving it to another assembly does not orphan data, and bytes
/// cannot make the reader load a type.
/// </summary>
/// <remarks>Size and depth are capped in both directions. State of a newer format or schema is refused: read in part and written back it would
/// lose what the newer code kept in it. Stateless; safe for concurrent use.</remarks>
public sealed class StateSerializer : IGrainStorageSerializer
{
    /// <summary>The only format so far.</summary>
    public const byte Format = 1;

    /// <summary>Deepest nesting read or written.</summary>
    public const int MaxDepth = 16;

    private const int HeaderBytes = 3;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        MaxDepth = MaxDepth,
        // Text as it is: escapes would make a name up to three times as long, and no HTML page ever holds these bytes.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.Strict,
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private readonly int _maxBytes;

    /// <summary>Creates a serializer.</summary>
    /// <param name="maxBytes">Largest stored form in bytes, the header included.</param>
    public StateSerializer(int maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, HeaderBytes);
        _maxBytes = maxBytes;
    }

    /// <inheritdoc/>
    /// <exception cref="StoredStateException">The state is too large.</exception>
    public BinaryData Serialize<T>(T? input)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(input, Json);
        var bytes = new byte[HeaderBytes + payload.Length];
        if (bytes.Length > _maxBytes)
            throw new StoredStateException($"a state of {bytes.Length} bytes is larger than Store:MaxStateBytes ({_maxBytes}).");
        bytes[0] = Format;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(1), SchemaOf<T>.Version);
        payload.CopyTo(bytes, HeaderBytes);
        return new BinaryData(bytes);
    }

    /// <inheritdoc/>
    /// <exception cref="StoredStateException">The bytes are not a state this code can read; nothing was changed.</exception>
    public T? Deserialize<T>(BinaryData input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var bytes = input.ToMemory().Span;
        if (bytes.Length > _maxBytes)
            throw new StoredStateException($"{bytes.Length} bytes are more than Store:MaxStateBytes ({_maxBytes}).");
        if (bytes.Length < HeaderBytes) throw new StoredStateException($"{bytes.Length} bytes are fewer than the header of {HeaderBytes}.");
        if (bytes[0] != Format) throw new StoredStateException($"format {bytes[0]} is unknown to this version, which reads format {Format}.");
        var schema = BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]);
        if (schema is 0 || schema > SchemaOf<T>.Version)
            throw new StoredStateException($"schema {schema} is newer than the {SchemaOf<T>.Version} this version reads.");
        try
        {
            return JsonSerializer.Deserialize<T>(bytes[HeaderBytes..], Json);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or ArgumentException or FormatException or OverflowException)
        {
            throw new StoredStateException($"the payload is not a state of schema {schema}: {error.Message}", error);
        }
    }

    private static class SchemaOf<T>
    {
        public static readonly ushort Version = (ushort)(typeof(T).GetCustomAttribute<StateSchemaAttribute>()?.Version ?? 1);
    }
}
