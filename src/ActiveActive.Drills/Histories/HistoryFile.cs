using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActiveActive.Drills.Histories;

/// <summary>A history as a file: one JSON object per line, so that a run that dies leaves all but the last line readable.</summary>
public static class HistoryFile
{
    /// <summary>Writes a history, replacing the file.</summary>
    public static async Task WriteAsync(string path, IEnumerable<RecordedOperation> operations, CancellationToken cancellationToken)
    {
        await using var file = new StreamWriter(path);
        foreach (var operation in operations)
            await file.WriteLineAsync(JsonSerializer.Serialize(operation, HistoryJson.Default.RecordedOperation).AsMemory(), cancellationToken);
    }

    /// <summary>Reads a history.</summary>
    /// <exception cref="JsonException">A line is no operation; the message says which.</exception>
    public static async Task<IReadOnlyList<RecordedOperation>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var operations = new List<RecordedOperation>();
        await foreach (var line in File.ReadLinesAsync(path, cancellationToken))
            operations.Add(JsonSerializer.Deserialize(line, HistoryJson.Default.RecordedOperation)
                ?? throw new JsonException($"{path}, line {operations.Count + 1} holds no operation."));
        return operations;
    }
}

/// <summary>Source-generated JSON of history files.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(RecordedOperation))]
internal sealed partial class HistoryJson : JsonSerializerContext;
