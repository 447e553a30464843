using System.Diagnostics.CodeAnalysis;

namespace ActiveActive.Gateway.Problems;

/// <summary>The one place that decides which error of the contract a failure is. Pure.</summary>
internal static class ProblemMap
{
    private const int StatusClientClosedRequest = 499;
    private const int DefaultRetryAfterSeconds = 1;

    private static readonly Dictionary<string, (int Status, string Title, CallOutcome Outcome)> Kinds = new(StringComparer.Ordinal)
    {
        [ErrorSlugs.InvalidRequest] = (400, "The request is not valid", CallOutcome.NotApplied),
        [ErrorSlugs.Unauthorized] = (401, "A key is needed", CallOutcome.NotApplied),
        [ErrorSlugs.NotFound] = (404, "There is no such resource", CallOutcome.NotApplied),
        [ErrorSlugs.MethodNotAllowed] = (405, "The resource does not take this method", CallOutcome.NotApplied),
        [ErrorSlugs.Conflict] = (409, "The current state does not allow it", CallOutcome.NotApplied),
        [ErrorSlugs.Overloaded] = (429, "Too many requests at once", CallOutcome.NotApplied),
        [ErrorSlugs.Internal] = (500, "The gateway or the application failed", CallOutcome.Unknown),
        [ErrorSlugs.NotYetAvailable] = (501, "Not available yet", CallOutcome.NotApplied),
        [ErrorSlugs.NotOwnerReachable] = (503, "The owner cannot be reached", CallOutcome.NotApplied),
        [ErrorSlugs.ArbiterUnreachable] = (503, "Ownership cannot be proven", CallOutcome.NotApplied),
        [ErrorSlugs.SiteUnavailable] = (503, "No site can take the call", CallOutcome.NotApplied),
        [ErrorSlugs.OutcomeUnknown] = (504, "The outcome is not known", CallOutcome.Unknown),
    };

    /// <summary>All kinds of problems with their status, in the order of the status.</summary>
    public static IEnumerable<(string Slug, int Status, string Title)> All => Kinds.Select(k => (k.Key, k.Value.Status, k.Value.Title));

    /// <summary>A problem of a known kind.</summary>
    /// <param name="slug">One of <see cref="ErrorSlugs"/>.</param>
    /// <param name="detail">What happened this time.</param>
    /// <param name="field">For <see cref="ErrorSlugs.InvalidRequest"/>: the offending field.</param>
    public static Problem Of(string slug, string? detail, string? field = null)
    {
        var (status, title, outcome) = Kinds[slug];
        return new Problem
        {
            Type = slug,
            Title = title,
            Status = status,
            Detail = detail,
            Field = field,
            Outcome = Text(outcome),
            RetryAfterSeconds = status is 429 or 503 ? DefaultRetryAfterSeconds : null,
        };
    }

    /// <summary>The problem a failure is.</summary>
    /// <param name="error">The failure.</param>
    /// <param name="isRead">True when the request cannot change anything: an unknown outcome is then no doubt about the state.</param>
    public static Problem From(Exception error, bool isRead) => error switch
    {
        InvalidRequestException invalid => Of(ErrorSlugs.InvalidRequest, invalid.Message, invalid.Field),
        OverloadedException overloaded => Of(ErrorSlugs.Overloaded, overloaded.Message) with
        {
            RetryAfterSeconds = Math.Max(1, (int)Math.Ceiling(overloaded.RetryAfter.TotalSeconds)),
        },
        ActiveActiveException known when Kinds.ContainsKey(known.Slug) => FromKnown(known, isRead),
        ActiveActiveException { Outcome: CallOutcome.NotApplied } other => Of(ErrorSlugs.SiteUnavailable, other.Message),
        ActiveActiveException other => Unknown(other.Message, isRead),
        BadHttpRequestException bad => FromBadRequest(bad),
        TimeoutException => Unknown("the call was sent and not answered in time.", isRead),
        OperationCanceledException => Unknown("the call was given up before it was answered.", isRead),
        Orleans.Runtime.OrleansException orleans => Unknown($"the cluster did not complete the call ({orleans.GetType().Name}).", isRead),
        _ => Of(ErrorSlugs.Internal, "This is a bug. The log of the gateway has the details."),
    };

    /// <summary>The problem behind a bare status that the framework set; false for a status that is no error.</summary>
    public static bool TryFromStatus(int status, [NotNullWhen(true)] out Problem? problem)
    {
        problem = status switch
        {
            404 => Of(ErrorSlugs.NotFound, "This address is not part of the contract; see /openapi/v1.json."),
            405 => Of(ErrorSlugs.MethodNotAllowed, "The header Allow lists the methods this address takes."),
            415 => Of(ErrorSlugs.InvalidRequest, "The body has to be sent as application/json in UTF-8.", "Content-Type"),
            StatusClientClosedRequest => null,
            >= 400 and < 500 => Of(ErrorSlugs.InvalidRequest, $"The request was refused with status {status}.", "request"),
            >= 500 => Of(ErrorSlugs.Internal, null),
            _ => null,
        };
        return problem is not null;
    }

    /// <summary>Name of an outcome in problem documents.</summary>
    public static string Text(CallOutcome outcome) => outcome switch
    {
        CallOutcome.NotApplied => "not-applied",
        CallOutcome.Applied => "applied",
        _ => "unknown",
    };

    private static Problem FromKnown(ActiveActiveException known, bool isRead) => known.Slug switch
    {
        ErrorSlugs.OutcomeUnknown => Unknown(known.Message, isRead),
        // The message of a bug may hold anything; it belongs into the log.
        ErrorSlugs.Internal => Of(ErrorSlugs.Internal, null) with { Outcome = Text(known.Outcome) },
        _ => Of(known.Slug, known.Message) with { Outcome = Text(known.Outcome) },
    };

    private static Problem Unknown(string detail, bool isRead) => isRead
        ? Of(ErrorSlugs.SiteUnavailable, $"{detail} It was a read and changed nothing.")
        : Of(ErrorSlugs.OutcomeUnknown, $"{detail} It may have been applied; repeat it with the same Idempotency-Key.");

    private static Problem FromBadRequest(BadHttpRequestException bad) => bad.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => Of(ErrorSlugs.InvalidRequest, "The body is larger than the gateway takes.", "body"),
        StatusCodes.Status408RequestTimeout => Of(ErrorSlugs.InvalidRequest, "The body arrived too slowly.", "body"),
        _ => Of(ErrorSlugs.InvalidRequest, bad.Message, "request"),
    };
}
