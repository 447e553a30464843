using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ActiveActive.SiteLink;

/// <summary>Maps the site link in a host.</summary>
public static class SiteLinkEndpointRouteBuilderExtensions
{
    /// <summary>Serves the peers of this silo. Maps nothing when the link is switched off.</summary>
    public static IEndpointRouteBuilder MapSiteLink(this IEndpointRouteBuilder endpoints)
    {
        if (endpoints.ServiceProvider.GetRequiredService<ISiteLink>().IsEnabled) endpoints.MapGrpcService<LinkEndpoint>();
        return endpoints;
    }
}
