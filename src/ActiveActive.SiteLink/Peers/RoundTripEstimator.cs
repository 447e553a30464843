namespace ActiveActive.SiteLink;

/// <summary>Smooths round trips: mean ← 7/8 mean + 1/8 newest (RFC 6298, section 2). Safe for concurrent use.</summary>
internal sealed class RoundTripEstimator
{
    private readonly Lock _lock = new();
    private TimeSpan? _last;
    private TimeSpan? _mean;

    public (TimeSpan? Last, TimeSpan? Mean) Value
    {
        get
        {
            lock (_lock) return (_last, _mean);
        }
    }

    public void Add(TimeSpan roundTrip)
    {
        lock (_lock)
        {
            _last = roundTrip;
            _mean = _mean is { } mean ? mean + ((roundTrip - mean) / 8) : roundTrip;
        }
    }
}
