using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActiveActive.Client.Admin;

/// <summary>Serializer contract of answers that are passed on as they are.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class AdminJson : JsonSerializerContext;
