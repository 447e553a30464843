using StackExchange.Redis;

namespace ActiveActive.Store;

/// <summary>Runs scripts by their text during admission, when none is loaded yet.</summary>
public interface IStoreEvaluator
{
    /// <summary>Runs a script.</summary>
    /// <param name="script">The script.</param>
    /// <param name="keys">The keys it touches; all carry the same hash tag.</param>
    /// <param name="arguments">Its arguments.</param>
    Task<RedisResult> EvaluateAsync(StoreScript script, RedisKey[] keys, RedisValue[] arguments);
}
