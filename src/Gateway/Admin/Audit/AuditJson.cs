using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActiveActive.Gateway.Admin.Audit;

/// <summary>Serializer contract of the audit log and its endpoint.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditEntry))]
[JsonSerializable(typeof(AuditPage))]
internal sealed partial class AuditJson : JsonSerializerContext;
