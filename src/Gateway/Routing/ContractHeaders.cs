using ActiveActive.Gateway.Requests;

namespace ActiveActive.Gateway.Routing;

/// <summary>The headers of every response of the public listener, errors included.</summary>
internal static class ContractHeaders
{
    /// <summary>Header with the site that executed the call.</summary>
    public const string Site = "Site";

    /// <summary>Header with the reason for that site.</summary>
    public const string SiteReason = "Site-Reason";

    /// <summary>Header with the session's token.</summary>
    public const string Session = "Session";

    /// <summary>Sets the headers when the response starts. Place it in front of everything that may answer.</summary>
    public static IApplicationBuilder UseContractHeaders(this IApplicationBuilder app, SiteId home) => app.Use((context, next) =>
    {
        var note = new RouteNote(home);
        context.Features.Set(note);
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers[Site] = note.Site.Value;
            headers[SiteReason] = note.Reason;
            headers[Session] = SessionToken.EchoOrIssue(context.Request.Headers[Session] is [{ } token] ? token : null);
            // Every answer depends on the moment; a cache in between would give one caller another's session.
            if (headers.CacheControl.Count == 0) headers.CacheControl = "no-store";
            return Task.CompletedTask;
        });
        return next(context);
    });
}
