using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActiveActive.Gateway.Problems;

/// <summary>Serializer contract of <see cref="Problem"/>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
