using Orleans.Storage;
using StackExchange.Redis;

namespace ActiveActive.Silo;

/// <summary>
/// Tells what is known about a failed storage operation. The Redis provider wraps every failure in one exception, which leaves a caller only
/// "unknown"; but what could not even be sent was not applied, and a read changes nothing.
/// </summary>
/// <remarks>With it a site whose store is down says "not applied", and a gateway may serve the call from the other site at once.</remarks>
internal sealed partial class GuardedGrainStorage(IGrainStorage inner, IConnectionMultiplexer store, ILogger<GuardedGrainStorage> logger) : IGrainStorage
{
    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        RequireConnection();
        try
        {
            await inner.ReadStateAsync(stateName, grainId, grainState);
        }
        catch (Exception error) when (error is not ActiveActiveException)
        {
            // Without the cause: a caller has no storage provider to load its types from.
            LogUnreadable(stateName, grainId, error.Message);
            throw new SiteUnavailableException($"the state of {grainId} cannot be read from the site's store.");
        }
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        RequireConnection();
        return inner.WriteStateAsync(stateName, grainId, grainState);
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        RequireConnection();
        return inner.ClearStateAsync(stateName, grainId, grainState);
    }

    [LoggerMessage(1, LogLevel.Error, "State {State} of {Grain} cannot be read: {Reason}")]
    private partial void LogUnreadable(string state, GrainId grain, string reason);

    /// <summary>Nothing is queued while the store is away, so what is refused here was never sent.</summary>
    private void RequireConnection()
    {
        if (!store.IsConnected) throw new SiteUnavailableException("the site's store cannot be reached; nothing was sent to it.");
    }
}
