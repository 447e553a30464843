namespace ActiveActive.Traffic;

/// <summary>
/// Bounds retries to a share of the calls of the last ten seconds, so that they cannot multiply a load that is failing already (T5), while the loss of a
/// silo, which fails a third of a site's calls for a few seconds, is ridden out at any rate. Time is an input.
/// </summary>
/// <remarks>Safe for concurrent use; counts are exact but for the moment a second begins. After Finagle's retry budget: a share, a floor for quiet times, a window.</remarks>
internal sealed class RetryBudget(double ratio, int reserve)
{
    private const int Window = 10;

    private readonly Lock _gate = new();
    private readonly long[] _second = new long[Window];
    private readonly long[] _retries = new long[Window];
    private readonly Stripe[] _calls = new Stripe[Window * Stripe.Count];

    /// <summary>A call begins.</summary>
    /// <param name="second">Number of the present second, from any origin.</param>
    public void Call(long second)
    {
        var slot = (int)((ulong)second % Window);
        if (Volatile.Read(ref _second[slot]) != second) Turn(slot, second);
        Interlocked.Increment(ref _calls[(slot * Stripe.Count) + Stripe.Own].Value);
    }

    /// <summary>Takes one retry; false when none is left.</summary>
    /// <param name="second">Number of the present second.</param>
    public bool TrySpend(long second)
    {
        var present = (int)((ulong)second % Window);
        lock (_gate)
        {
            Turn(present, second);
            long calls = 0, retries = 0;
            for (var slot = 0; slot < Window; slot++)
            {
                if (_second[slot] <= second - Window) continue;
                foreach (ref var stripe in CallsOf(slot)) calls += Volatile.Read(ref stripe.Value);
                retries += _retries[slot];
            }

            if (retries >= reserve + (calls * ratio)) return false;
            _retries[present]++;
            return true;
        }
    }

    private Span<Stripe> CallsOf(int slot) => _calls.AsSpan(slot * Stripe.Count, Stripe.Count);

    private void Turn(int slot, long second)
    {
        lock (_gate)
        {
            if (_second[slot] >= second) return;
            CallsOf(slot).Clear();
            _retries[slot] = 0;
            Volatile.Write(ref _second[slot], second);
        }
    }
}
