namespace ActiveActive.Traffic;

/// <summary>
/// Bounds retries to a share of the calls, so that they cannot multiply a load that is failing already (T5). A token bucket filled by calls, not by time:
/// each first attempt earns a part of a retry, and the bucket starts full.
/// </summary>
/// <remarks>Safe for concurrent use. After Finagle's retry budget, without its time-based minimum: the full start serves a client that calls rarely.</remarks>
internal sealed class RetryBudget(double ratio, int reserve)
{
    private const int Unit = 1000;

    private readonly int _earned = (int)(ratio * Unit);
    private readonly long _most = (long)reserve * Unit;
    private long _balance = (long)reserve * Unit;

    /// <summary>A call begins.</summary>
    public void Earn()
    {
        // The full bucket is the normal case and costs one read. Overshooting by the number of concurrent callers is harmless.
        if (Volatile.Read(ref _balance) < _most) Interlocked.Add(ref _balance, _earned);
    }

    /// <summary>Takes one retry; false when none is left.</summary>
    public bool TrySpend()
    {
        if (Interlocked.Add(ref _balance, -Unit) >= 0) return true;
        Interlocked.Add(ref _balance, Unit);
        return false;
    }
}
