using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ActiveActive.SiteLink;

/// <summary>Keeps the host's other endpoints off the link's listener: a peer's certificate is no key to dashboards or operations.</summary>
internal sealed class LinkListenerFilter : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(static (http, next) =>
        {
            if (!LinkListener.IsLinkConnection(http) || http.Request.Path.StartsWithSegments("/" + LinkMethods.Service, StringComparison.Ordinal)) return next(http);
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        next(app);
    };
}
