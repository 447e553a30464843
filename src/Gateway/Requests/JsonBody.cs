using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace ActiveActive.Gateway.Requests;

/// <summary>
/// Reads a request body as one flat JSON object, strictly: whatever is not exactly what the endpoint takes is refused with the field named,
/// before anything was done.
/// </summary>
/// <remarks>The stock binder answers in its own shape, takes the last of two members of one name and passes over members it does not know;
/// a misspelled <c>quantity</c> would then be an order of nothing.</remarks>
internal static class JsonBody
{
    /// <summary>Largest body in bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Field named when the body as a whole is at fault.</summary>
    public const string Field = "body";

    private const int MaxDepth = 8;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = MaxDepth };

    /// <summary>Reads the body.</summary>
    /// <typeparam name="T">What the endpoint takes.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="read">Takes the members it knows, checking each; a member it did not take is refused.</param>
    /// <exception cref="InvalidRequestException">The body is not legal.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, Func<JsonFields, T> read)
    {
        RequireJson(request);
        using var document = Parse(await ReadBytesAsync(request));
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw new InvalidRequestException(Field, $"the body is a JSON {Describe(document.RootElement.ValueKind)}; an object is expected.");
        var fields = new JsonFields(document.RootElement);
        var value = read(fields);
        fields.RequireNothingElse();
        return value;
    }

    /// <summary>Name of a kind of JSON value.</summary>
    public static string Describe(JsonValueKind kind) => kind switch
    {
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static void RequireJson(HttpRequest request)
    {
        var isJson = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && string.Equals(type.MediaType, "application/json", StringComparison.OrdinalIgnoreCase)
            && (type.CharSet is null || string.Equals(type.CharSet.Trim('"'), "utf-8", StringComparison.OrdinalIgnoreCase));
        if (!isJson) throw new InvalidRequestException("Content-Type", "the body has to be sent as application/json in UTF-8.");
    }

    private static async Task<byte[]> ReadBytesAsync(HttpRequest request)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(request.HttpContext.RequestAborted);
            if (result.Buffer.Length > MaxBytes) throw new InvalidRequestException(Field, $"the body is larger than {MaxBytes} bytes.");
            if (result.IsCompleted)
            {
                var bytes = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static JsonDocument Parse(byte[] bytes)
    {
        try
        {
            StrictUtf8.Encoding.GetCharCount(bytes);
            return JsonDocument.Parse(bytes, Options);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidRequestException(Field, "the body is not UTF-8.");
        }
        catch (JsonException error)
        {
            throw new InvalidRequestException(Field,
                $"the body is not JSON: line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1} of it cannot be read.");
        }
    }
}
