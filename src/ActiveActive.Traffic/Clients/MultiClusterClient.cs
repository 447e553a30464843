using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.GrainReferences;
using Orleans.Metadata;
using Orleans.Runtime;

namespace ActiveActive.Traffic;

/// <summary>Makes routed references. They come from an Orleans client container that is never started: it has no connection, and its reference runtime is ours.</summary>
internal sealed class MultiClusterClient : IMultiClusterClient, IHostedService, IAsyncDisposable
{
    private readonly TrafficState _state;
    private readonly ClusterConnection[] _clusters;
    private readonly TrafficMetrics _metrics = new();
    private readonly IHost _carrier;
    private readonly GrainReferenceActivator _references;
    private readonly GrainInterfaceTypeResolver _interfaces;
    private readonly ConcurrentDictionary<(Type Interface, string Prefix), (GrainType Grain, GrainInterfaceType Interface)> _types = new();
    private int _disposed;

    public MultiClusterClient(IOptions<MultiClusterClientOptions> options, TrafficState state, ILoggerFactory loggers, TimeProvider time)
    {
        var value = options.Value;
        HomeSite = value.HomeSite;
        _state = state;
        _clusters = [.. value.Clusters.OrderBy(c => c.Site).Select((c, i) => new ClusterConnection(c, i, value, state, loggers, time))];
        _carrier = BuildCarrier(value.Clusters.First(c => c.Site == value.HomeSite), loggers);
        _carrier.Services.GetRequiredService<RoutingRuntime>().Router = new CallRouter(value, state, _clusters, _metrics, time);
        _references = _carrier.Services.GetRequiredService<GrainReferenceActivator>();
        _interfaces = _carrier.Services.GetRequiredService<GrainInterfaceTypeResolver>();
        _metrics.Observe(_clusters, state);
    }

    public event Action<TrafficSnapshot>? TrafficChanged
    {
        add => _state.Changed += value;
        remove => _state.Changed -= value;
    }

    public SiteId HomeSite { get; }

    public TrafficSnapshot Traffic => _state.Snapshot;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var cluster in _clusters) cluster.Start();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await DisposeAsync().ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await Task.WhenAll(_clusters.Select(c => c.DisposeAsync().AsTask())).ConfigureAwait(false);
        _carrier.Dispose();
        _metrics.Dispose();
    }

    public IClusterClient GetCluster(SiteId site)
    {
        var cluster = Array.Find(_clusters, c => c.Site == site)
            ?? throw new InvalidRequestException("site", $"there is no site '{site}'; the sites are {string.Join(", ", _clusters.Select(c => c.Site))}.");
        return cluster.Client ?? throw new SiteUnavailableException($"the cluster of site '{site}' has not been connected to yet.");
    }

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithGuidKey =>
        (TGrainInterface)(object)Make(typeof(TGrainInterface), GrainIdKeyExtensions.CreateGuidKey(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithIntegerKey =>
        (TGrainInterface)(object)Make(typeof(TGrainInterface), GrainIdKeyExtensions.CreateIntegerKey(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithStringKey =>
        (TGrainInterface)(object)Make(typeof(TGrainInterface), StringKey(primaryKey), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string keyExtension, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithGuidCompoundKey =>
        (TGrainInterface)(object)Make(typeof(TGrainInterface), GrainIdKeyExtensions.CreateGuidKey(primaryKey, Extension(keyExtension)), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string keyExtension, string? grainClassNamePrefix = null) where TGrainInterface : IGrainWithIntegerCompoundKey =>
        (TGrainInterface)(object)Make(typeof(TGrainInterface), GrainIdKeyExtensions.CreateIntegerKey(primaryKey, Extension(keyExtension)), grainClassNamePrefix);

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey) => (IGrain)(object)Make(grainInterfaceType, GrainIdKeyExtensions.CreateGuidKey(grainPrimaryKey));

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey) => (IGrain)(object)Make(grainInterfaceType, GrainIdKeyExtensions.CreateIntegerKey(grainPrimaryKey));

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey) => (IGrain)(object)Make(grainInterfaceType, StringKey(grainPrimaryKey));

    public IGrain GetGrain(Type grainInterfaceType, Guid grainPrimaryKey, string keyExtension) =>
        (IGrain)(object)Make(grainInterfaceType, GrainIdKeyExtensions.CreateGuidKey(grainPrimaryKey, Extension(keyExtension)));

    public IGrain GetGrain(Type grainInterfaceType, long grainPrimaryKey, string keyExtension) =>
        (IGrain)(object)Make(grainInterfaceType, GrainIdKeyExtensions.CreateIntegerKey(grainPrimaryKey, Extension(keyExtension)));

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId) where TGrainInterface : IAddressable =>
        (TGrainInterface)(object)_references.CreateReference(grainId, _interfaces.GetGrainInterfaceType(typeof(TGrainInterface)));

    public IAddressable GetGrain(GrainId grainId) => _references.CreateReference(grainId, default);

    public IAddressable GetGrain(GrainId grainId, GrainInterfaceType interfaceType) => _references.CreateReference(grainId, interfaceType);

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey, string grainClassNamePrefix) => Make(interfaceType, grainKey, grainClassNamePrefix);

    public IAddressable GetGrain(Type interfaceType, IdSpan grainKey) => Make(interfaceType, grainKey);

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj) where TGrainObserverInterface : IGrainObserver =>
        throw ObserversBelongToOneCluster();

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj) where TGrainObserverInterface : IGrainObserver =>
        throw ObserversBelongToOneCluster();

    private static NotSupportedException ObserversBelongToOneCluster() =>
        new("an observer is reached through one cluster's connections: create and delete it on GetCluster(site).");

    private static IdSpan StringKey(string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        return IdSpan.Create(key);
    }

    private static string Extension(string extension)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(extension);
        return extension;
    }

    private GrainReference Make(Type interfaceType, IdSpan key, string? prefix = null)
    {
        ArgumentNullException.ThrowIfNull(interfaceType);
        if (!_types.TryGetValue((interfaceType, prefix ?? string.Empty), out var types)) types = Resolve(interfaceType, key, prefix);
        return _references.CreateReference(GrainId.Create(types.Grain, key), types.Interface);
    }

    /// <summary>Which grain class serves an interface is known to clusters, not to us: ask one that has been connected to, once per interface.</summary>
    private (GrainType, GrainInterfaceType) Resolve(Type interfaceType, IdSpan key, string? prefix)
    {
        ArgumentException? unknown = null;
        foreach (var cluster in _clusters)
        {
            if (cluster.Client is not { } client) continue;
            try
            {
                var sample = string.IsNullOrWhiteSpace(prefix) ? client.GetGrain(interfaceType, key) : client.GetGrain(interfaceType, key, prefix);
                var types = (sample.GetGrainId().Type, _interfaces.GetGrainInterfaceType(interfaceType));
                _types[(interfaceType, prefix ?? string.Empty)] = types;
                return types;
            }
            catch (ArgumentException error)
            {
                unknown = error;
            }
        }

        throw unknown is not null ? unknown : new SiteUnavailableException("no cluster has been connected to yet, so it is not known which grain serves an interface. Retry.");
    }

    private static IHost BuildCarrier(ClusterRegistration home, ILoggerFactory loggers)
    {
        var builder = ClientHosts.CreateBuilder(loggers);
        // The home cluster's configuration brings the application's serializers; its clustering is never used.
        builder.UseOrleansClient(client => home.Configure(client));
        builder.Services.AddSingleton<RoutingRuntime>();
        builder.Services.AddSingleton<IGrainReferenceRuntime>(services => services.GetRequiredService<RoutingRuntime>());
        return builder.Build();
    }
}
