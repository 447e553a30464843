using System.Text.Json;

namespace ActiveActive.Gateway.Admin.Traffic;

/// <summary>Keeps the traffic policy of this gateway across restarts. Not for concurrent use.</summary>
/// <param name="path">The file.</param>
internal sealed class PolicyFile(string path)
{
    /// <summary>Reads the policy; null when there is none.</summary>
    /// <exception cref="JsonException">The file holds something else.</exception>
    public PolicyDocument? Read() => File.Exists(path)
        ? JsonSerializer.Deserialize(File.ReadAllBytes(path), TrafficJson.Default.PolicyDocument)
        : null;

    /// <summary>Replaces the policy; on return it is on the disk. A crash leaves the old one or the new one.</summary>
    public void Write(PolicyDocument policy)
    {
        var draft = $"{path}.new";
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write))
        {
            JsonSerializer.Serialize(file, policy, TrafficJson.Default.PolicyDocument);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }
}
