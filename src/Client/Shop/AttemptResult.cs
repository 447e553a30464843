namespace ActiveActive.Client.Shop;

/// <summary>What became of one sending that did not succeed.</summary>
/// <param name="Slug">Kind of failure.</param>
/// <param name="Outcome">What is known about the effect of this sending.</param>
/// <param name="Status">HTTP status; null when there was no answer.</param>
/// <param name="Detail">For people.</param>
/// <param name="Field">The offending field.</param>
/// <param name="RetryAfter">What the gateway asked to wait.</param>
/// <param name="Cause">The exception behind it.</param>
internal sealed record AttemptResult(
    string Slug, CallOutcome Outcome, int? Status, string Detail, string? Field = null, TimeSpan? RetryAfter = null, Exception? Cause = null);
