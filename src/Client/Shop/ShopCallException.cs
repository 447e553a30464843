namespace ActiveActive.Client.Shop;

/// <summary>A call failed for good: refused, or the retries are used up. <see cref="ActiveActiveException.Outcome"/> covers all sendings of the call.</summary>
public sealed class ShopCallException : ActiveActiveException
{
    /// <summary>Creates a failure.</summary>
    /// <param name="slug">Kind of failure, one of <see cref="ErrorSlugs"/> or a slug of the gateway.</param>
    /// <param name="outcome">What is known about the effect of all sendings.</param>
    /// <param name="message">For people.</param>
    /// <param name="status">HTTP status of the last answer; null when there was none.</param>
    /// <param name="field">The offending field, if the gateway named one.</param>
    /// <param name="attempts">How often the call was sent.</param>
    /// <param name="inner">The last cause.</param>
    public ShopCallException(string slug, CallOutcome outcome, string message, int? status, string? field, int attempts, Exception? inner = null)
        : base(slug, outcome, message, inner)
    {
        Status = status;
        Field = field;
        Attempts = attempts;
    }

    /// <summary>HTTP status of the last answer; null when there was none.</summary>
    public int? Status { get; }

    /// <summary>The offending field, if the gateway named one.</summary>
    public string? Field { get; }

    /// <summary>How often the call was sent.</summary>
    public int Attempts { get; }
}
