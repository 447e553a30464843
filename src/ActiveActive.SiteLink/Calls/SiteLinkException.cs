namespace ActiveActive.SiteLink;

/// <summary>A call or stream over the site link failed. <see cref="ActiveActiveException.Outcome"/> says what the caller may do next.</summary>
[GenerateSerializer, Alias("aa.SiteLink")]
public sealed class SiteLinkException : ActiveActiveException
{
    /// <summary>Creates a failure of the link itself.</summary>
    /// <param name="error">What failed.</param>
    /// <param name="outcome">What is known about the effect.</param>
    /// <param name="peer">The other site.</param>
    /// <param name="message">For people: what happened, and the remedy.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public SiteLinkException(SiteLinkError error, CallOutcome outcome, SiteId peer, string message, Exception? inner = null)
        : this(error, SlugOf(error, outcome), outcome, peer, message, inner)
    {
    }

    /// <summary>Creates a failure that keeps the slug of the handler's own.</summary>
    internal SiteLinkException(SiteLinkError error, string slug, CallOutcome outcome, SiteId peer, string message, Exception? inner = null)
        : base(slug, outcome, message, inner)
    {
        Error = error;
        Peer = peer;
    }

    /// <summary>What failed.</summary>
    [Id(0)]
    public SiteLinkError Error { get; }

    /// <summary>The other site.</summary>
    [Id(1)]
    public SiteId Peer { get; }

    private static string SlugOf(SiteLinkError error, CallOutcome outcome) => error switch
    {
        SiteLinkError.Overloaded or SiteLinkError.PeerOverloaded => ErrorSlugs.Overloaded,
        SiteLinkError.PayloadTooLarge => ErrorSlugs.InvalidRequest,
        _ when outcome == CallOutcome.NotApplied => ErrorSlugs.SiteUnavailable,
        _ => ErrorSlugs.OutcomeUnknown,
    };
}
