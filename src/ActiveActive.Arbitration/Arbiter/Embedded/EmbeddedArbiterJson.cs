using System.Text.Json.Serialization;

namespace ActiveActive.Arbitration;

/// <summary>Source-generated JSON of the embedded arbiter's protocol.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EmbeddedArbiterCommand))]
[JsonSerializable(typeof(EmbeddedArbiterAnswer))]
[JsonSerializable(typeof(EmbeddedArbiterSnapshot))]
public sealed partial class EmbeddedArbiterJson : JsonSerializerContext;
