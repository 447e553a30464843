using System.Text.Json;
using ActiveActive.World;

namespace ActiveActive.Gateway.Admin.World;

/// <summary>What the supervisor of the processes says: its control endpoint, or the file it publishes. Never fails; says nothing instead.</summary>
internal sealed partial class SupervisedWorld(ControlClient? control, string file, ILogger<SupervisedWorld> logger)
{
    private const long MaxFileBytes = 4 * 1024 * 1024;

    private readonly ILogger _logger = logger;

    /// <summary>The supervisor's document; null when there is none to be had.</summary>
    public async Task<WorldDocument?> ReadAsync(CancellationToken cancellationToken)
    {
        if (control is not null)
        {
            try
            {
                return Whole(await control.GetWorldAsync(cancellationToken));
            }
            catch (Exception error) when (!cancellationToken.IsCancellationRequested)
            {
                LogNone("the control endpoint", error.Message);
            }
        }

        return file.Length == 0 ? null : await ReadFileAsync(cancellationToken);
    }

    private async Task<WorldDocument?> ReadFileAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = File.OpenRead(file);
            if (stream.Length <= MaxFileBytes) return Whole(await JsonSerializer.DeserializeAsync(stream, WorldJson.Default.WorldDocument, cancellationToken));
            LogNone(file, "it is too large");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            LogNone(file, error.Message);
        }

        return null;
    }

    /// <summary>A document that leaves lists out has none of their kind.</summary>
    private static WorldDocument? Whole(WorldDocument? world) => world is null ? null : world with
    {
        Sites = world.Sites ?? [],
        Silos = world.Silos ?? [],
        Gateways = world.Gateways ?? [],
        Arbiters = world.Arbiters ?? [],
        Stores = world.Stores ?? [],
        Hubs = world.Hubs ?? [],
    };
}
