using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActiveActive.Gateway.Admin.Traffic;

/// <summary>Serializer contract of the traffic endpoints, the exchange and the stored policy.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, MaxDepth = 16, RespectNullableAnnotations = true, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(TrafficDocument))]
[JsonSerializable(typeof(GatewayReport))]
[JsonSerializable(typeof(PolicyDocument))]
internal sealed partial class TrafficJson : JsonSerializerContext;
