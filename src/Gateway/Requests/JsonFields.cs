using System.Text.Json;

namespace ActiveActive.Gateway.Requests;

/// <summary>The members of one flat JSON object, each taken at most once. Names are compared ordinally.</summary>
internal sealed class JsonFields
{
    private readonly Dictionary<string, JsonElement> _members = new(StringComparer.Ordinal);

    /// <exception cref="InvalidRequestException">Two members have the same name, or a name is not a legal text.</exception>
    public JsonFields(JsonElement value)
    {
        foreach (var member in value.EnumerateObject())
        {
            var name = Text(JsonBody.Field, () => member.Name);
            if (!_members.TryAdd(name, member.Value)) throw new InvalidRequestException(Shown(name), "the member is there twice.");
        }
    }

    /// <summary>Takes a text.</summary>
    /// <exception cref="InvalidRequestException">It is missing, not a text, or not well-formed Unicode.</exception>
    public string String(string name)
    {
        var value = Take(name, JsonValueKind.String, "a string");
        return Text(name, () => value.GetString()!);
    }

    /// <summary>Takes a key.</summary>
    /// <exception cref="InvalidRequestException">It is missing or not a legal key.</exception>
    public string Key(string name) => KeyRules.Check(name, String(name));

    /// <summary>Takes an integer.</summary>
    /// <exception cref="InvalidRequestException">It is missing, has a fraction or an exponent, or is out of range.</exception>
    public long Integer(string name, long least, long most)
    {
        var value = Take(name, JsonValueKind.Number, "an integer");
        if (!value.TryGetInt64(out var number) || number < least || number > most)
            throw new InvalidRequestException(name, $"{name} has to be an integer from {least} to {most}, written without fraction or exponent.");
        return number;
    }

    /// <summary>Takes a finite number; null when it is missing or null.</summary>
    /// <exception cref="InvalidRequestException">It is something else, or out of range.</exception>
    public double? OptionalNumber(string name, double least, double most)
    {
        if (!_members.TryGetValue(name, out var member)) return null;
        if (member.ValueKind == JsonValueKind.Null)
        {
            _members.Remove(name);
            return null;
        }

        var value = Take(name, JsonValueKind.Number, "a number");
        return value.TryGetDouble(out var number) && number >= least && number <= most
            ? number
            : throw new InvalidRequestException(name, $"{name} has to be a number from {least} to {most}.");
    }

    /// <summary>Takes a member of any kind; null when it is missing.</summary>
    public JsonElement? Any(string name) => _members.Remove(name, out var value) ? value : null;

    /// <exception cref="InvalidRequestException">A member was not taken.</exception>
    public void RequireNothingElse()
    {
        foreach (var name in _members.Keys) throw new InvalidRequestException(Shown(name), "no such member is known here.");
    }

    private JsonElement Take(string name, JsonValueKind kind, string expected)
    {
        if (!_members.Remove(name, out var value)) throw new InvalidRequestException(name, $"{name} is missing.");
        if (value.ValueKind != kind)
            throw new InvalidRequestException(name, $"{name} is a JSON {JsonBody.Describe(value.ValueKind)}; {expected} is expected.");
        return value;
    }

    /// <summary>A JSON text may escape half a surrogate pair, which is no text at all.</summary>
    public static string Text(string field, Func<string> read)
    {
        try
        {
            var text = read();
            StrictUtf8.Encoding.GetByteCount(text);
            return text;
        }
        catch (Exception error) when (error is InvalidOperationException or System.Text.EncoderFallbackException)
        {
            throw new InvalidRequestException(field, $"{field} is not well-formed Unicode.");
        }
    }

    /// <summary>A caller's own name goes back only in a bounded form.</summary>
    private static string Shown(string name) => name.Length is > 0 and <= 64 && !name.Any(char.IsControl) ? name : JsonBody.Field;
}
