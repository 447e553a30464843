using ActiveActive.Operations;

namespace ActiveActive.Gateway.Hosting;

/// <summary>What this gateway keeps on disk, checked before anything starts.</summary>
/// <param name="Key">The admin key.</param>
/// <param name="ControlKey">The key of the local world's control endpoint; null when there is none.</param>
/// <param name="PolicyFile">The traffic policy.</param>
/// <param name="AuditFile">The audit log.</param>
/// <param name="Hold">Held while this gateway lives, so that no second one works in the same folder.</param>
internal sealed record GatewayFiles(OperationsKey Key, OperationsKey? ControlKey, string PolicyFile, string AuditFile, FileStream Hold) : IDisposable
{
    /// <summary>Reads the keys, making the admin key when there is none, and makes the data folder.</summary>
    /// <exception cref="ConfigurationException">A file cannot be used.</exception>
    public static GatewayFiles Open(GatewaySettings settings)
    {
        var gateway = settings.Gateway;
        var key = Use("Gateway:AdminKeyFile", gateway.AdminKeyFile, OperationsKeyFile.ReadOrCreate);
        var control = settings.Control is null ? null : Use("World:ControlKeyFile", settings.World.ControlKeyFile, OperationsKeyFile.Read);
        var folder = Use("Gateway:DataFolder", gateway.DataFolder, path => Directory.CreateDirectory(path).FullName);
        var hold = Use("Gateway:DataFolder", Path.Combine(folder, "gateway.lock"), path => new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        return new GatewayFiles(key, control, Path.Combine(folder, "traffic.json"), Path.Combine(folder, "audit.jsonl"), hold);
    }

    /// <inheritdoc/>
    public void Dispose() => Hold.Dispose();

    private static T Use<T>(string key, string path, Func<string, T> use)
    {
        try
        {
            return use(path);
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException(key, path, $"{error.Message} Name one this process may use.");
        }
    }
}
