using ActiveActive.EventHubs;
using ActiveActive.EventHubs.Delivery;
using ActiveActive.EventHubs.Options;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.Runtime.Providers;
using Orleans.Streams;

namespace Orleans.Hosting;

/// <summary>Adds streams over a hub: Azure Event Hubs (its Kafka endpoint), Apache Kafka, Redpanda.</summary>
public static class EventHubStreamsHostingExtensions
{
    /// <summary>The agents' timer only starts a loop that then waits for events itself; it is short because a full cache waits for its next tick.</summary>
    private static readonly TimeSpan AgentPeriod = TimeSpan.FromMilliseconds(10);

    /// <summary>Long, because a stream the agent forgets costs its subscribers a look-up; a subscriber that is being retried is not forgotten with it.</summary>
    private static readonly TimeSpan StreamInactivity = TimeSpan.FromDays(2);

    /// <summary>
    /// Adds a stream provider that writes to and reads from a hub. Reading needs an <see cref="ICheckpointStore"/> service shared by the cluster's silos, keyed by
    /// <paramref name="name"/> or unkeyed; an <see cref="IHubFailurePolicy"/> is optional. Implicit subscriptions need nothing else; set
    /// <paramref name="configureStreams"/> to <c>ConfigureStreamPubSub(...)</c> for explicit ones, which need a <c>PubSubStore</c>.
    /// </summary>
    /// <param name="builder">The silo.</param>
    /// <param name="name">Name of the provider, as in <c>GetStreamProvider(name)</c>. The same in every silo.</param>
    /// <param name="configure">Sets the options; checked at start.</param>
    /// <param name="configureStreams">Further settings of Orleans' persistent streams.</param>
    public static ISiloBuilder AddEventHubStreams(
        this ISiloBuilder builder, string name, Action<EventHubStreamOptions> configure, Action<ISiloPersistentStreamConfigurator>? configureStreams = null)
    {
        builder.ConfigureServices(services => AddServices(services, name, configure));
        return builder.AddPersistentStreams(name, Factory, streams =>
        {
            streams.ConfigurePullingAgent(agent => agent.Configure<Microsoft.Extensions.Options.IOptionsMonitor<EventHubStreamOptions>>((options, hub) =>
            {
                options.GetQueueMsgsTimerPeriod = AgentPeriod;
                options.MaxEventDeliveryTime = hub.Get(name).MaxDeliveryTime;
                options.StreamInactivityPeriod = StreamInactivity;
            }));
            streams.ConfigureBackoffProvider((_, _) => (IMessageDeliveryBackoffProvider)new RedeliveryBackoff());
            streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
            configureStreams?.Invoke(streams);
        });
    }

    /// <summary>Adds a stream provider that writes to a hub from a client of the cluster.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="name">Name of the provider, the same as in the silos.</param>
    /// <param name="configure">Sets the options; checked at start.</param>
    public static IClientBuilder AddEventHubStreams(this IClientBuilder builder, string name, Action<EventHubStreamOptions> configure)
    {
        builder.ConfigureServices(services => AddServices(services, name, options =>
        {
            configure(options);
            options.Direction = StreamProviderDirection.WriteOnly;
        }));
        return builder.AddPersistentStreams(name, Factory, null);
    }

    private static void AddServices(IServiceCollection services, string name, Action<EventHubStreamOptions> configure)
    {
        services.AddMetrics();
        services.AddOptions<EventHubStreamOptions>(name).Configure(configure);
        services.AddSingleton(provider => EventHubStreamOptionsValidator.Create(provider, name));
        services.AddKeyedSingleton(name, (provider, _) => EventHubAdapterFactory.Create(provider, name));
    }

    private static IQueueAdapterFactory Factory(IServiceProvider services, string name) => services.GetRequiredKeyedService<EventHubAdapterFactory>(name);
}
