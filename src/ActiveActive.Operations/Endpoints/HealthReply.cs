using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActiveActive.Operations;

/// <summary>Body of <c>/healthz</c> and <c>/readyz</c>.</summary>
/// <param name="Status"><c>alive</c>, <c>ready</c> or <c>unready</c>.</param>
/// <param name="Reasons">The checks that do not pass; empty when all do.</param>
public sealed record HealthReply(string Status, IReadOnlyList<HealthReason> Reasons)
{
    internal static HealthReply Alive { get; } = new("alive", []);
}

/// <summary>Serializer contract of <see cref="HealthReply"/>: camel case.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(HealthReply))]
public sealed partial class HealthReplyJson : JsonSerializerContext;
