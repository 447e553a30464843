using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace ActiveActive.Operations;

/// <summary>
/// Lets a request through when its endpoint is open, or when it presents the key. Everything else is refused, unknown paths included: a new
/// endpoint is closed until somebody opens it.
/// </summary>
internal sealed class OperationsKeyMiddleware(RequestDelegate next, OperationsKey? key)
{
    private const string BearerPrefix = "Bearer ";
    private const string KeyParameter = "key";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<OpenEndpointMetadata>() is not null) return next(context);
        if (key is null) return Refuse(context, "this process was given no key: set its key file and restart it.");

        var request = context.Request;
        if (request.Headers.Authorization is [{ } header] && header.StartsWith(BearerPrefix, StringComparison.OrdinalIgnoreCase))
            return key.Matches(header[BearerPrefix.Length..].Trim()) ? next(context) : Refuse(context, "the key in Authorization is wrong.");
        if (IsRead(request) && request.Query[KeyParameter] is [{ } parameter])
            return key.Matches(parameter) ? GiveCookie(context) : Refuse(context, "the key in the address is wrong.");
        if (!key.MatchesCookie(request.Cookies[OperationsKey.CookieName]))
            return Refuse(context, "present the key as 'Authorization: Bearer KEY', or open the address once with '?key=KEY'.");
        if (!IsRead(request) && !IsSameOrigin(request))
            return Refuse(context, "a change made with the cookie has to come from a page of this address.");
        return next(context);
    }

    private static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    /// <summary>A cookie is shared by all ports of a host, and SameSite does not tell ports apart: the page's origin does.</summary>
    private static bool IsSameOrigin(HttpRequest request) =>
        request.Headers.Origin is [{ } origin] &&
        Uri.TryCreate(origin, UriKind.Absolute, out var page) &&
        string.Equals(page.Authority, Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out var here) ? here.Authority : null,
            StringComparison.OrdinalIgnoreCase);

    /// <summary>The key leaves the address bar, and with it the history and the Referer header.</summary>
    private Task GiveCookie(HttpContext context)
    {
        var request = context.Request;
        context.Response.Cookies.Append(OperationsKey.CookieName, key!.CookieValue, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = request.IsHttps,
            Path = "/",
        });
        var rest = new QueryBuilder(request.Query.Where(p => p.Key != KeyParameter));
        // One leading slash: '//host/…' would send the browser to another host.
        var path = "/" + $"{request.PathBase}{request.Path}".TrimStart('/', '\\');
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Redirect(path + rest.ToQueryString());
        return Task.CompletedTask;
    }

    private static Task Refuse(HttpContext context, string detail)
    {
        context.Response.Headers.WWWAuthenticate = "Bearer";
        context.Response.Headers.CacheControl = "no-store";
        return Results.Problem(detail, type: ErrorSlugs.Unauthorized, title: "A key is needed", statusCode: StatusCodes.Status401Unauthorized)
            .ExecuteAsync(context);
    }
}
