namespace ActiveActive.Traffic;

/// <summary>Counts the calls under way and refuses those beyond a limit.</summary>
/// <remarks>
/// Safe for concurrent use. Each core counts for itself and tells the others every so many calls, so that the limit is kept to about 3 % and a good
/// call waits for no other core. Small limits are kept exactly.
/// </remarks>
internal sealed class InFlightLimit
{
    private const int Precision = 32;

    private readonly Stripe[] _own = new Stripe[Stripe.Count];
    private readonly int _limit;
    private readonly int _batch;
    private long _shared;

    public InFlightLimit(int limit)
    {
        _limit = limit;
        _batch = limit / (Precision * Stripe.Count);
    }

    /// <summary>Calls under way; negative never for long.</summary>
    public long Count
    {
        get
        {
            var count = Volatile.Read(ref _shared);
            foreach (ref var stripe in _own.AsSpan()) count += Volatile.Read(ref stripe.Value);
            return Math.Max(0, count);
        }
    }

    /// <summary>Takes a place; false when all are taken.</summary>
    public bool TryEnter()
    {
        if (_batch > 1)
        {
            if (Volatile.Read(ref _shared) >= _limit) return false;
            Add(1);
            return true;
        }

        if (Interlocked.Increment(ref _shared) <= _limit) return true;
        Interlocked.Decrement(ref _shared);
        return false;
    }

    /// <summary>Gives a place back.</summary>
    public void Exit()
    {
        if (_batch > 1) Add(-1);
        else Interlocked.Decrement(ref _shared);
    }

    private void Add(int change)
    {
        ref var own = ref _own[Stripe.Own].Value;
        var value = Interlocked.Add(ref own, change);
        if (value < _batch && value > -_batch) return;
        // Whoever else does the same at this moment moves as much as it saw: the sum stays right.
        Interlocked.Add(ref own, -value);
        Interlocked.Add(ref _shared, value);
    }
}
