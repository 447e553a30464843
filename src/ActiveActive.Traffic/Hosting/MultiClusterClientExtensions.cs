using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ActiveActive.Traffic;

/// <summary>Adds the multi-cluster client to an application.</summary>
public static class MultiClusterClientExtensions
{
    /// <summary>
    /// Adds <see cref="IMultiClusterClient"/> and <see cref="ITrafficControl"/> as singletons. The application must not have an Orleans client or silo of
    /// its own in the same container.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Home site, clusters, limits.</param>
    public static IServiceCollection AddMultiClusterClient(this IServiceCollection services, Action<MultiClusterClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddLogging();
        services.AddOptions<MultiClusterClientOptions>().Configure(configure).ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<MultiClusterClientOptions>, MultiClusterClientOptionsValidator>());
        services.TryAddSingleton<TrafficState>();
        services.TryAddSingleton<ITrafficControl>(provider => provider.GetRequiredService<TrafficState>());
        services.TryAddSingleton<MultiClusterClient>();
        services.TryAddSingleton<IMultiClusterClient>(provider => provider.GetRequiredService<MultiClusterClient>());
        services.AddHostedService(provider => provider.GetRequiredService<MultiClusterClient>());
        return services;
    }
}
