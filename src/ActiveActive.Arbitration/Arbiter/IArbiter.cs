using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.Arbitration;

/// <summary>
/// The small, majority-replicated register that decides who owns what. Deliberately offers no lock, no lease and no blind put: the first two
/// cannot be kept over a network, the third undoes newer state when it arrives late.
/// </summary>
/// <remarks>
/// <para>Calls may be made concurrently. A call ends within the implementation's deadline, and the only exceptions are
/// <see cref="ArgumentException"/>, for a request that no arbiter takes, and <see cref="OperationCanceledException"/>; everything the network
/// can do is an outcome.</para>
/// <para>A cancelled <see cref="CommitAsync"/> may have been applied.</para>
/// </remarks>
public interface IArbiter
{
    /// <summary>Reads several keys in one linearizable snapshot: it shows every transaction that was committed before the call began.</summary>
    /// <param name="keys">1 to <see cref="ArbiterLimits.MaxKeys"/> different keys.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<ArbiterRead> ReadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken);

    /// <summary>Lists all keys that begin with a prefix in one linearizable snapshot.</summary>
    /// <param name="prefix">A legal key; usually ends with '/'.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<ArbiterRead> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Applies a compare-and-swap transaction over several keys, once or not at all. Never retried once a member may have seen it.</summary>
    /// <param name="transaction">Not empty.</param>
    /// <param name="cancellationToken">Gives up; the outcome is then unknown.</param>
    Task<ArbiterCommit> CommitAsync(ArbiterTransaction transaction, CancellationToken cancellationToken);

    /// <summary>
    /// Signals that keys below the prefix may have changed. Only a hint: it may come late, too often, or not at all, and carries no values.
    /// The first signal comes when observation is established, and again after each interruption.
    /// </summary>
    /// <param name="prefix">A legal key.</param>
    /// <param name="cancellationToken">Ends the observation; nothing else does.</param>
    IAsyncEnumerable<ArbiterHint> ObserveAsync(string prefix, CancellationToken cancellationToken);
}
