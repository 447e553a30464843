namespace ActiveActive;

/// <summary>The stable kinds of failure, as they appear in <c>type</c> of a problem document. Never renamed.</summary>
public static class ErrorSlugs
{
    /// <summary>400: malformed or out of range; the body names the field.</summary>
    public const string InvalidRequest = "invalid-request";

    /// <summary>401: no key, or a wrong one.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>404: no such resource.</summary>
    public const string NotFound = "not-found";

    /// <summary>405: the path exists and does not take this method; <c>Allow</c> lists those it takes.</summary>
    public const string MethodNotAllowed = "method-not-allowed";

    /// <summary>409: the state does not allow it.</summary>
    public const string Conflict = "conflict";

    /// <summary>429: shed; <c>Retry-After</c> says when to come back.</summary>
    public const string Overloaded = "overloaded";

    /// <summary>501: part of the contract, not built yet.</summary>
    public const string NotYetAvailable = "not-yet-available";

    /// <summary>503: the owner of strong state cannot be reached; not applied.</summary>
    public const string NotOwnerReachable = "not-owner-reachable";

    /// <summary>503: ownership cannot be proven without the arbiter; not applied.</summary>
    public const string ArbiterUnreachable = "arbiter-unreachable";

    /// <summary>503: no site can take the call; not applied.</summary>
    public const string SiteUnavailable = "site-unavailable";

    /// <summary>504: may or may not have been applied.</summary>
    public const string OutcomeUnknown = "outcome-unknown";

    /// <summary>500: a bug; the outcome is unknown.</summary>
    public const string Internal = "internal-error";
}
