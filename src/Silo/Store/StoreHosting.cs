using Orleans.Persistence;
using Orleans.Providers;
using Orleans.Storage;
using StackExchange.Redis;

namespace ActiveActive.Silo;

/// <summary>Keeps grain state in the site's Redis.</summary>
internal static class StoreHosting
{
    private const string RedisName = "redis";
    private const int ReconnectMilliseconds = 250;

    public static ISiloBuilder AddSiteStore(this ISiloBuilder silo, StoreOptions options)
    {
        var configuration = Configuration(options);
        silo.Services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(configuration));
        silo.Services.AddHealthChecks().AddCheck<StoreHealthCheck>("store");
        silo.Services.AddOptions<RedisStorageOptions>(RedisName).Configure<IConnectionMultiplexer>((redis, connection) =>
        {
            redis.ConfigurationOptions = configuration;
            redis.CreateMultiplexer = _ => Task.FromResult((connection, IsShared: true));
            redis.GrainStorageSerializer = new StateSerializer(options.MaxStateBytes);
        });
        silo.AddRedisGrainStorage(RedisName);
        silo.Services.AddSingleton<IGrainStorage>(services => new GuardedGrainStorage(
            services.GetRequiredKeyedService<IGrainStorage>(RedisName), services.GetRequiredService<IConnectionMultiplexer>(),
            services.GetRequiredService<ILogger<GuardedGrainStorage>>()));
        silo.Services.AddKeyedSingleton(ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME, (services, _) => services.GetRequiredService<IGrainStorage>());
        return silo;
    }

    private static ConfigurationOptions Configuration(StoreOptions options)
    {
        var configuration = ConfigurationOptions.Parse(options.ConnectionString);
        // A store that is away is a reason not to be ready, not a reason to end: the silo connects when it comes.
        configuration.AbortOnConnectFail = false;
        configuration.ReconnectRetryPolicy = new LinearRetry(ReconnectMilliseconds);
        // What cannot be sent now fails now, and is then known not to have been applied. Queued, it could land long after its caller gave up.
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        if (!options.ConnectionString.Contains("connectTimeout", StringComparison.OrdinalIgnoreCase))
            configuration.ConnectTimeout = (int)options.CommandTimeout.TotalMilliseconds;
        configuration.AsyncTimeout = configuration.SyncTimeout = (int)options.CommandTimeout.TotalMilliseconds;
        configuration.ClientName ??= "activeactive-silo";
        return configuration;
    }
}
