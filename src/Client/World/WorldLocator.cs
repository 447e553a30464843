using System.Text.Json;
using ActiveActive.Client.Shop;
using ActiveActive.World;

namespace ActiveActive.Client.World;

/// <summary>Finds gateways, admin listeners and the admin key: from what the user said, and else from the <c>world.json</c> of a local world.</summary>
/// <param name="settings">What the user said.</param>
public sealed class WorldLocator(WorldSettings settings)
{
    /// <summary>Data folder of a local world when none is named.</summary>
    public const string DefaultFolder = ".world";

    private const string StartOne = "start one with 'dotnet run -c Release --project src/LocalWorld', or name its folder with --world DIR";

    /// <summary>The gateways, in the order in which to try them.</summary>
    /// <exception cref="UsageException">None can be found.</exception>
    public IReadOnlyList<GatewayAddress> Gateways()
    {
        if (settings.Gateways.Count > 0) return [.. settings.Gateways.Select(text => new GatewayAddress(Url(text, "--gateway")))];
        var world = ReadWorld("--gateway URL");
        var gateways = world.Gateways.Where(g => g.Endpoint.Length > 0).Select(g => new GatewayAddress(Url(g.Endpoint, "world.json"), g.Site.Length > 0 ? g.Site : null)).ToArray();
        return gateways.Length > 0 ? gateways : throw new UsageException($"the world in '{Folder}' lists no gateway yet: wait until it is ready.");
    }

    /// <summary>The admin listeners.</summary>
    /// <param name="target">What a fault is about to hit: listeners that it may take down with it come last. Null when nothing is.</param>
    /// <exception cref="UsageException">None can be found.</exception>
    public IReadOnlyList<Uri> Admins(string? target = null)
    {
        if (settings.Admins.Count > 0) return [.. settings.Admins.Select(text => Url(text, "--admin"))];
        var world = ReadWorld("--admin URL and --key-file FILE");
        var admins = world.Gateways.Where(g => g.OperationsUrl is not null)
            .OrderBy(g => target is not null && (target == g.Name || target == $"site:{g.Site}"))
            .Select(g => Url(g.OperationsUrl!, "world.json")).ToArray();
        return admins.Length > 0 ? admins : throw new UsageException($"the world in '{Folder}' lists no admin listener: wait until it is ready, or name one with --admin URL.");
    }

    /// <summary>The admin key.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public string Key()
    {
        var file = settings.KeyFile ?? (settings.Admins.Count > 0
            ? throw new UsageException("--admin needs the admin key: name the file that holds it with --key-file FILE.")
            : Path.Combine(Folder, "admin.key"));
        try
        {
            var key = File.ReadAllText(file).Trim();
            return key.Length > 0 ? key : throw new UsageException($"the key file '{file}' is empty: name the file that holds the admin key with --key-file FILE.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"the key file '{file}' cannot be read ({e.Message}): name the file that holds the admin key with --key-file FILE.");
        }
    }

    /// <summary>The published world; null when there is none.</summary>
    public WorldDocument? TryReadWorld() => File.Exists(WorldFile) ? ReadWorld("--admin URL") : null;

    private string Folder => settings.Folder ?? DefaultFolder;

    private string WorldFile => Path.Combine(Folder, "world.json");

    private WorldDocument ReadWorld(string instead)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(WorldFile), WorldJson.Default.WorldDocument) ?? throw new JsonException("it is empty");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"there is no world in '{Folder}' ({WorldFile} does not exist): {StartOne}, or use {instead}.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new UsageException($"'{WorldFile}' cannot be read ({e.Message}): {StartOne}, or use {instead}.");
        }
    }

    private static Uri Url(string text, string from)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new UsageException($"'{text}' ({from}) is not an address: use http://host:port.");

        // Without the slash, the last segment of a path prefix would be replaced instead of continued.
        return url.AbsolutePath.EndsWith('/') ? url : new UriBuilder(url) { Path = url.AbsolutePath + "/" }.Uri;
    }
}
