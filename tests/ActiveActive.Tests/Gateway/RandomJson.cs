using System.Text.Json;
using CsCheck;

namespace ActiveActive.Tests.Gateway;

/// <summary>Texts that look like bodies of the shop and are legal for none of its endpoints: each carries a member nobody knows.</summary>
internal static class RandomJson
{
    private static readonly Gen<string> Name = OneOf("sku", "quantity", "name", "priceCents", "onHand", "reservationId", "orderId", "cart", "Sku", "", "__proto__");

    private static readonly Gen<string> Scalar = Gen.OneOf(
        OneOf("null", "true", "false", "0", "-0", "1", "-1", "1e400", "-1.5E-9", "9223372036854775808", "\"\"", "\"a\"", "\"\\ud800\"", "{}", "[]"),
        Gen.Long.Select(n => $"{n}"),
        Gen.Double.Where(double.IsFinite).Select(d => JsonSerializer.Serialize(d)),
        Gen.String.Select(s => JsonSerializer.Serialize(s)));

    private static readonly Gen<string> Value = Gen.OneOf(
        Scalar, Scalar.Array[0, 3].Select(items => $"[{string.Join(",", items)}]"), Gen.Select(Name, Scalar, (n, v) => $"{{\"{n}\":{v}}}"));

    private static readonly Gen<string> Object = Gen.Select(Name, Value, (name, value) => $"\"{name}\":{value}").Array[0, 4]
        .Select(members => $"{{{string.Join(",", members.Append("\"unknown\":1"))}}}");

    /// <summary>Mostly well-formed objects, some other values, some broken texts.</summary>
    public static Gen<string> Text { get; } = Gen.Frequency(
        (8, Object),
        (1, Value.Where(v => !v.StartsWith('{'))),
        (2, Gen.Select(Object, Gen.Int[0, 200], (text, cut) => text[..Math.Min(cut, text.Length - 1)])));

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);
}
