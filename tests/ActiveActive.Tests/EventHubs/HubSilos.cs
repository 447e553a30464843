using System.Net;
using System.Net.Sockets;
using ActiveActive.EventHubs;
using ActiveActive.Tests.LocalBroker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace ActiveActive.Tests.EventHubs;

/// <summary>A broker and silos of one cluster in this process, all reading the hub <see cref="Hub"/> as streams of provider <see cref="Provider"/>.</summary>
internal sealed class HubSilos : IAsyncDisposable
{
    public const string Provider = "hub";
    public const string Hub = "events";

    private readonly Action<EventHubStreamOptions>? _configure;
    private readonly IHubFailurePolicy? _policy;
    private readonly List<IHost> _silos = [];
    private IPEndPoint? _primary;

    private HubSilos(RunningBroker broker, Action<EventHubStreamOptions>? configure, IHubFailurePolicy? policy)
    {
        (Broker, _configure, _policy) = (broker, configure, policy);
    }

    public RunningBroker Broker { get; }

    public VolatileCheckpointStore Checkpoints { get; } = new();

    public IReadOnlyList<IHost> Silos => _silos;

    public IGrainFactory Grains => _silos[0].Services.GetRequiredService<IGrainFactory>();

    public static async Task<HubSilos> StartAsync(
        int silos = 1, int partitions = 4, Action<EventHubStreamOptions>? configure = null, IHubFailurePolicy? policy = null, RunningBroker? broker = null)
    {
        var world = new HubSilos(broker ?? RunningBroker.WithTopic(Hub, partitions), configure, policy);
        for (var i = 0; i < silos; i++)
            await world.AddSiloAsync();
        return world;
    }

    public async Task AddSiloAsync()
    {
        var (siloPort, gatewayPort) = (FreePort(), FreePort());
        if (_silos.Count == 0)
            _primary = new IPEndPoint(IPAddress.Loopback, siloPort);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(siloPort, gatewayPort, _primary);
            silo.Configure<ClusterMembershipOptions>(options =>
            {
                options.ProbeTimeout = TimeSpan.FromSeconds(1);
                options.NumMissedProbesLimit = 2;
                options.NumVotesForDeathDeclaration = 1;
            });
            silo.Services.AddSingleton<ICheckpointStore>(Checkpoints);
            if (_policy is not null)
                silo.Services.AddSingleton(_policy);
            silo.AddEventHubStreams(Provider, Options);
        });
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        _silos.Add(host);
    }

    /// <summary>Ends a silo without letting it hand anything over.</summary>
    public async Task KillAsync(int silo)
    {
        var host = _silos[silo];
        _silos.RemoveAt(silo);
        try
        {
            await host.StopAsync(new CancellationToken(canceled: true));
        }
        catch (OperationCanceledException)
        {
            // Asked for.
        }
        finally
        {
            host.Dispose();
        }
    }

    public async Task StopAsync(int silo)
    {
        var host = _silos[silo];
        _silos.RemoveAt(silo);
        await host.StopAsync();
        host.Dispose();
    }

    /// <summary>The last applied offset kept for a partition of the hub as it is now.</summary>
    public async Task<long?> CheckpointAsync(int partition = 0) => await Checkpoints.ReadAsync(Partition(partition), CancellationToken.None);

    /// <summary>A partition of the hub as it is now.</summary>
    public HubPartition Partition(int partition = 0) =>
        new(new HubIdentity($"{Broker.Store.ClusterId}/{Hub}/{Broker.Store.Find(Hub)!.Id:N}"), partition);

    public async ValueTask DisposeAsync()
    {
        while (_silos.Count > 0)
            await StopAsync(_silos.Count - 1);
        await Broker.DisposeAsync();
    }

    private void Options(EventHubStreamOptions options)
    {
        options.BootstrapServers = Broker.BootstrapServers;
        options.Hub = Hub;
        options.CheckpointInterval = TimeSpan.FromMilliseconds(20);
        _configure?.Invoke(options);
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
