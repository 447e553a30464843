namespace ActiveActive.Client.Shop;

/// <summary>
/// Decides, without sending anything, whether a failed sending is repeated, where and when. A sending that is known not to have been applied may be
/// repeated anywhere; one whose outcome is unknown only with its key, and, where sites deduplicate for themselves, wishing for the same site.
/// </summary>
/// <param name="gateways">How many there are.</param>
/// <param name="maxAttempts">How often a call is sent at most.</param>
/// <param name="pause">First pause after every gateway was tried.</param>
internal sealed class RetryRules(int gateways, int maxAttempts, TimeSpan pause)
{
    private const int MaxDoublings = 6;

    /// <summary>Null when the failure is final; otherwise how to go on.</summary>
    /// <param name="failed">What happened.</param>
    /// <param name="attempts">How often the call was sent, this time included.</param>
    public Step? Next(AttemptResult failed, int attempts)
    {
        if (attempts >= maxAttempts || !IsTransient(failed)) return null;
        var rounds = attempts / gateways;
        var wait = attempts % gateways == 0 ? pause * Math.Pow(2, Math.Min(rounds - 1, MaxDoublings)) : TimeSpan.Zero;
        if (failed.RetryAfter is { } asked && asked > wait) wait = asked;
        return new Step(wait, KeepSite: failed.Outcome != CallOutcome.NotApplied);
    }

    private static bool IsTransient(AttemptResult failed) => failed.Status switch
    {
        null => true,
        429 or 502 or 503 or 504 => true,
        _ => false,
    };

    /// <summary>How to go on.</summary>
    /// <param name="Wait">Pause before the next sending.</param>
    /// <param name="KeepSite">Whether the next sending must wish for the site of this one.</param>
    internal readonly record struct Step(TimeSpan Wait, bool KeepSite);
}
