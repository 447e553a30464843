namespace ActiveActive.SiteLink;

/// <summary>Kinds of failure of the site link. Travel as numbers; never renumbered.</summary>
public enum SiteLinkError
{
    /// <summary>No peer of that site is configured, or the link is off. Not applied.</summary>
    UnknownPeer = 1,

    /// <summary>There is no connection to the site now. Not applied.</summary>
    PeerUnreachable = 2,

    /// <summary>The own queue or the calls in flight are at their bound. Not applied.</summary>
    Overloaded = 3,

    /// <summary>The other site's silo has as many calls or streams of ours as it allows. Not applied.</summary>
    PeerOverloaded = 4,

    /// <summary>The request is larger than this end or the other allows. Not applied.</summary>
    PayloadTooLarge = 5,

    /// <summary>The other site has no handler of that name. Not applied.</summary>
    UnknownHandler = 6,

    /// <summary>The deadline passed. Not applied when the request had not left the queue; unknown otherwise.</summary>
    DeadlineExceeded = 7,

    /// <summary>The connection was lost. Not applied when the request had not left the queue; unknown otherwise.</summary>
    ConnectionLost = 8,

    /// <summary>The handler failed. Unknown, unless the handler's own exception said more.</summary>
    HandlerFailed = 9,

    /// <summary>The handler ran, but its answer is larger than allowed. Applied.</summary>
    ResponseTooLarge = 10,

    /// <summary>The other end ended the stream with an error, or reading it found bytes that are no message.</summary>
    StreamFailed = 11,
}
