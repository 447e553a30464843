using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.Arbitration;

/// <summary>etcd's JSON dialect: keys and values in base64, 64-bit numbers as text, defaults left out.</summary>
internal sealed class EtcdJson(string prefix)
{
    public byte[] Read(IReadOnlyList<string> keys) => Write(json =>
    {
        // A transaction without comparisons or writes is a linearizable read of several keys at one revision.
        json.WriteStartArray("success");
        foreach (var key in keys) WriteRange(json, key);
        json.WriteEndArray();
    });

    public byte[] List(string below) => Write(json =>
    {
        json.WriteBase64String("key", Key(below));
        json.WriteBase64String("range_end", EndOf(Key(below)));
        json.WriteString("sort_order", "ASCEND");
        json.WriteString("sort_target", "KEY");
    });

    public byte[] Watch(string below) => Write(json =>
    {
        json.WriteStartObject("create_request");
        json.WriteBase64String("key", Key(below));
        json.WriteBase64String("range_end", EndOf(Key(below)));
        json.WriteEndObject();
    });

    public byte[] Commit(ArbiterTransaction transaction) => Write(json =>
    {
        json.WriteStartArray("compare");
        foreach (var write in transaction.Writes) WriteCompare(json, write);
        json.WriteEndArray();
        json.WriteStartArray("success");
        foreach (var write in transaction.Writes) WriteChange(json, write);
        json.WriteEndArray();
        json.WriteStartArray("failure");
        foreach (var write in transaction.Writes) WriteRange(json, write.Key);
        json.WriteEndArray();
    });

    public static byte[] Authenticate(string name, string password) => Write(json =>
    {
        json.WriteString("name", name);
        json.WriteString("password", password);
    });

    public static string? Token(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.TryGetProperty("token", out var token) ? token.GetString() : null;
    }

    public static ArbiterRevision Revision(JsonElement answer) =>
        new(answer.TryGetProperty("header", out var header) ? Int64(header, "revision") : 0);

    /// <summary>The answers of a transaction's ranges, one entry per key, missing ones included.</summary>
    public IReadOnlyList<ArbiterEntry> Ranges(JsonElement answer, IEnumerable<string> keys)
    {
        var responses = answer.GetProperty("responses").EnumerateArray();
        return [.. keys.Zip(responses, (key, response) =>
            Entries(response.GetProperty("response_range")).SingleOrDefault() ?? ArbiterEntry.Missing(key))];
    }

    public IReadOnlyList<ArbiterEntry> Entries(JsonElement range) =>
        range.TryGetProperty("kvs", out var kvs) ? [.. kvs.EnumerateArray().Select(Entry)] : [];

    private static byte[] Write(Action<Utf8JsonWriter> fill)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        fill(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private void WriteRange(Utf8JsonWriter json, string key)
    {
        json.WriteStartObject();
        json.WriteStartObject("request_range");
        json.WriteBase64String("key", Key(key));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteCompare(Utf8JsonWriter json, ArbiterWrite write)
    {
        json.WriteStartObject();
        json.WriteBase64String("key", Key(write.Key));
        json.WriteString("target", "MOD"); // of a missing key it is 0, which is what Absent means
        json.WriteString("result", "EQUAL");
        json.WriteString("mod_revision", write.Expected.Value.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    private void WriteChange(Utf8JsonWriter json, ArbiterWrite write)
    {
        if (write.Kind == ArbiterWriteKind.Compare) return;
        json.WriteStartObject();
        json.WriteStartObject(write.Kind == ArbiterWriteKind.Put ? "request_put" : "request_delete_range");
        json.WriteBase64String("key", Key(write.Key));
        if (write.Kind == ArbiterWriteKind.Put) json.WriteBase64String("value", write.Value.Span);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private ArbiterEntry Entry(JsonElement kv)
    {
        var key = Encoding.ASCII.GetString(kv.GetProperty("key").GetBytesFromBase64());
        var value = kv.TryGetProperty("value", out var bytes) ? bytes.GetBytesFromBase64() : [];
        return new(key[prefix.Length..], value, new(Int64(kv, "mod_revision")));
    }

    private byte[] Key(string key) => Encoding.ASCII.GetBytes(prefix + key);

    /// <summary>The smallest key above all keys with the prefix; printable ASCII never overflows its last byte.</summary>
    private static byte[] EndOf(byte[] from)
    {
        var end = (byte[])from.Clone();
        end[^1]++;
        return end;
    }

    private static long Int64(JsonElement parent, string name)
    {
        if (!parent.TryGetProperty(name, out var value)) return 0;
        return value.ValueKind == JsonValueKind.String ? long.Parse(value.GetString()!, CultureInfo.InvariantCulture) : value.GetInt64();
    }
}
