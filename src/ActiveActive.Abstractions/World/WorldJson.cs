using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActiveActive.World;

/// <summary>Serializer contract of <see cref="WorldDocument"/> and of the fault commands: camel case, indented.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(WorldDocument))]
[JsonSerializable(typeof(FaultRequest))]
[JsonSerializable(typeof(FaultStatus))]
[JsonSerializable(typeof(IReadOnlyList<FaultStatus>))]
public sealed partial class WorldJson : JsonSerializerContext;
