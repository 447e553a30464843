namespace ActiveActive.Store;

/// <summary>
/// Decides whether a server may be written to after it was connected to, or found restarted. This is where a store that may have lost data is noticed:
/// its <see cref="StoreServerFacts.RunId"/> is compared with the recorded one, and a new incarnation is minted where it has to be.
/// </summary>
public interface IStoreAdmission
{
    /// <summary>Called before the first script of every connection to a server process not admitted yet; nothing is written meanwhile.</summary>
    /// <param name="facts">What the server says about itself.</param>
    /// <param name="store">Runs scripts on this very server while nobody else's are loaded.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null to admit it; otherwise why not, as a sentence that names the remedy.</returns>
    ValueTask<string?> AdmitAsync(StoreServerFacts facts, IStoreEvaluator store, CancellationToken cancellationToken);
}
