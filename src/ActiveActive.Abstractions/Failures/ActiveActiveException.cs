namespace ActiveActive;

/// <summary>
/// Base of every failure a caller of an active-active application is expected to handle. Says by <see cref="Outcome"/> what the
/// caller may do next, and by <see cref="Slug"/> which error of the HTTP contract it is.
/// </summary>
[GenerateSerializer, Alias("aa.ActiveActiveException")]
public class ActiveActiveException : Exception
{
    /// <summary>Creates a failure.</summary>
    /// <param name="slug">Stable, machine-readable kind: lower case words joined by hyphens.</param>
    /// <param name="outcome">What is known about the effect. Say <see cref="CallOutcome.NotApplied"/> only when it is known.</param>
    /// <param name="message">For people: what happened, and the remedy.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public ActiveActiveException(string slug, CallOutcome outcome, string message, Exception? inner = null) : base(message, inner)
    {
        Slug = slug;
        Outcome = outcome;
    }

    /// <summary>Stable, machine-readable kind of the failure, e.g. <c>site-unavailable</c>.</summary>
    [Id(0)]
    public string Slug { get; }

    /// <summary>What is known about the effect of the failed call.</summary>
    [Id(1)]
    public CallOutcome Outcome { get; }
}
