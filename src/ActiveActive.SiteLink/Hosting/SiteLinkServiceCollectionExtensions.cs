using Grpc.AspNetCore.Server.Model;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ActiveActive.SiteLink;

/// <summary>Adds the site link to a host.</summary>
public static class SiteLinkServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="ISiteLink"/>, <see cref="ISiteLinkFaults"/> and <see cref="SiteLinkDiagnostics"/>, and, unless the link is switched off, its own
    /// listener in Kestrel. The host also calls <c>app.MapSiteLink()</c>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="section">The section <c>SiteLink</c>.</param>
    /// <param name="identity">Sets <see cref="SiteLinkOptions.Site"/>, <see cref="SiteLinkOptions.Name"/>, <see cref="SiteLinkOptions.ServiceId"/> and
    /// <see cref="SiteLinkOptions.FaultsEnabled"/> from the host's own configuration.</param>
    /// <remarks>
    /// Because the listener is added to Kestrel's options, Kestrel then ignores <c>urls</c>: the host must add its other listeners to Kestrel's options as
    /// well (<c>ConfigureKestrel</c>). Wrong options fail the start of the host with an <see cref="OptionsValidationException"/>.
    /// </remarks>
    public static IServiceCollection AddSiteLink(this IServiceCollection services, IConfiguration section, Action<SiteLinkOptions> identity)
    {
        services.AddOptions<SiteLinkOptions>().Bind(section).Configure(identity).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SiteLinkOptions>, SiteLinkOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SiteLinkDiagnostics>();
        services.TryAddSingleton<SiteLinkMetrics>();
        services.TryAddSingleton<SiteLinkFaults>();
        services.TryAddSingleton<ISiteLinkFaults>(provider => provider.GetRequiredService<SiteLinkFaults>());
        services.TryAddSingleton<CredentialsStore>();
        services.TryAddSingleton<LinkContext>();
        services.TryAddSingleton<HandlerRegistry>();
        services.TryAddSingleton<LinkEndpoint>();
        services.TryAddSingleton<SiteLinkPeers>();
        services.TryAddSingleton<ISiteLink>(provider => provider.GetRequiredService<SiteLinkPeers>());
        services.AddHostedService(provider => provider.GetRequiredService<SiteLinkPeers>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<KestrelServerOptions>, LinkListener>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStartupFilter, LinkListenerFilter>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IServiceMethodProvider<LinkEndpoint>, LinkMethodProvider>());
        services.AddGrpc().AddServiceOptions<LinkEndpoint>(grpc => grpc.MaxSendMessageSize = null);
        services.AddOptions<Grpc.AspNetCore.Server.GrpcServiceOptions<LinkEndpoint>>()
            .Configure<IOptions<SiteLinkOptions>>((grpc, options) => grpc.MaxReceiveMessageSize = LinkMethods.MaxMessageBytes(options.Value));
        return services;
    }

    /// <summary>Registers what answers the calls of other sites to a handler name.</summary>
    /// <typeparam name="THandler">A singleton; made by the container if it is not registered.</typeparam>
    /// <param name="services">The host's services.</param>
    /// <param name="name">1 to 64 characters of <c>a-z</c>, <c>0-9</c>, <c>-</c> and <c>.</c>; unique among call handlers. By custom
    /// <c>{library}.{what}</c>.</param>
    /// <exception cref="ArgumentException">The name is not legal.</exception>
    public static IServiceCollection AddSiteLinkHandler<THandler>(this IServiceCollection services, string name) where THandler : class, ISiteLinkHandler
    {
        services.TryAddSingleton<THandler>();
        return services.AddSingleton(new SiteLinkHandlerRegistration(HandlerName.Require(name), provider => provider.GetRequiredService<THandler>(), null));
    }

    /// <summary>Registers what serves the streams other sites open to a handler name.</summary>
    /// <typeparam name="THandler">A singleton; made by the container if it is not registered.</typeparam>
    /// <param name="services">The host's services.</param>
    /// <param name="name">As for <see cref="AddSiteLinkHandler{THandler}"/>; unique among stream handlers.</param>
    /// <exception cref="ArgumentException">The name is not legal.</exception>
    public static IServiceCollection AddSiteLinkStreamHandler<THandler>(this IServiceCollection services, string name)
        where THandler : class, ISiteLinkStreamHandler
    {
        services.TryAddSingleton<THandler>();
        return services.AddSingleton(new SiteLinkHandlerRegistration(HandlerName.Require(name), null, provider => provider.GetRequiredService<THandler>()));
    }
}
