namespace ActiveActive.Client.Load;

/// <summary>The result of a run.</summary>
public sealed record LoadSummary
{
    /// <summary>Names the run's products, carts and orders.</summary>
    public string RunId { get; init; } = "";

    /// <summary>Seed of the run.</summary>
    public int Seed { get; init; }

    /// <summary>Operations a second that were to be begun.</summary>
    public double RateWanted { get; init; }

    /// <summary>Operations a second that were answered.</summary>
    public double RateDone { get; init; }

    /// <summary>Shoppers.</summary>
    public int Shoppers { get; init; }

    /// <summary>From the first intended start to the last answer.</summary>
    public double ElapsedSeconds { get; init; }

    /// <summary>Operations that were due.</summary>
    public long Begun { get; init; }

    /// <summary>Operations that succeeded.</summary>
    public long Succeeded { get; init; }

    /// <summary>Operations that the shop refused, such as a checkout without enough stock.</summary>
    public long Refused { get; init; }

    /// <summary>Operations that failed for good.</summary>
    public long Failed { get; init; }

    /// <summary>Operations that were sent more than once.</summary>
    public long Retried { get; init; }

    /// <summary>Sendings of all operations.</summary>
    public long Attempts { get; init; }

    /// <summary>Latency of all operations, failed ones included.</summary>
    public LatencySummary Latency { get; init; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>Latency by kind of operation.</summary>
    public IReadOnlyDictionary<string, LatencySummary> Operations { get; init; } = new Dictionary<string, LatencySummary>();

    /// <summary>Successes by the site that served them.</summary>
    public IReadOnlyDictionary<string, long> Sites { get; init; } = new Dictionary<string, long>();

    /// <summary>Successes by the reason for the site.</summary>
    public IReadOnlyDictionary<string, long> Reasons { get; init; } = new Dictionary<string, long>();

    /// <summary>Failures by kind.</summary>
    public IReadOnlyDictionary<string, long> Failures { get; init; } = new Dictionary<string, long>();

    /// <summary>What the check of acknowledged writes found; null when it was not made.</summary>
    public VerificationReport? Verification { get; init; }
}
