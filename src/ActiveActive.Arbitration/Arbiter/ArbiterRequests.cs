using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.Arbitration;

/// <summary>The checks every implementation makes before it sends anything.</summary>
internal static class ArbiterRequests
{
    public static void RequireKeys(IReadOnlyList<string> keys)
    {
        if (keys.Count is 0 or > ArbiterLimits.MaxKeys)
            throw new ArgumentException($"{keys.Count} keys; a read names 1 to {ArbiterLimits.MaxKeys}.", nameof(keys));
        foreach (var key in keys) ArbiterLimits.RequireKey(key);
        if (keys.Distinct(StringComparer.Ordinal).Count() != keys.Count) throw new ArgumentException("a key is named twice.", nameof(keys));
    }

    public static void RequireNotEmpty(ArbiterTransaction transaction)
    {
        if (transaction.Writes.Count == 0) throw new ArgumentException("an empty transaction decides nothing.", nameof(transaction));
    }
}
