using ActiveActive.Store;

namespace ActiveActive.Replication;

/// <summary>
/// Compares the server's run id with the recorded one and settles the incarnation, before any script that writes state is loaded. Silos that still carry
/// the old incarnation are refused by every partition once this is done (G5, F12).
/// </summary>
internal sealed class IncarnationAdmission(ReplicatedKeys keys, Func<string> mint) : IStoreAdmission
{
    private static readonly StoreScript Admit = StoreScript.FromResource(typeof(IncarnationAdmission).Assembly, "incarnation-admit");
    private static readonly StoreScript Adopt = StoreScript.FromResource(typeof(IncarnationAdmission).Assembly, "partition-adopt");

    private volatile StoreIncarnation? _current;

    /// <summary>The incarnation settled last.</summary>
    public StoreIncarnation Current => _current ?? throw new InvalidOperationException("the store has not been admitted yet");

    public async ValueTask<string?> AdmitAsync(StoreServerFacts facts, IStoreEvaluator store, CancellationToken cancellationToken)
    {
        if (facts.RunId.Length == 0) return "it does not tell a run_id, by which a restart could be noticed: use redis-server or Garnet.";
        var keepsAll = StoreSettingsCheck.Durability(facts) == StoreDurability.PowerLoss;
        var answer = (string[]?)await store.EvaluateAsync(Admit, [keys.Identity], [facts.RunId, mint(), keepsAll ? "1" : "0"]).ConfigureAwait(false);
        if (answer is not [var incarnation, var reason]) return "its identity record cannot be read.";
        for (var partition = 0; partition < ReplicatedKeys.Partitions; partition++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await store.EvaluateAsync(Adopt, [keys.Partition(partition)], [incarnation]).ConfigureAwait(false);
        }

        _current = new StoreIncarnation(incarnation, Enum.Parse<StoreIncarnationReason>(reason, ignoreCase: true));
        return null;
    }
}
