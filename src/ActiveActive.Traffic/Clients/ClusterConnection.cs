using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Runtime;

namespace ActiveActive.Traffic;

/// <summary>
/// The Orleans client of one cluster in a container of its own: two clients in one container silently merge into one. Connects in the background, for ever:
/// a cluster that is down holds nobody up and is used when it comes.
/// </summary>
/// <remarks>Life: <see cref="Start"/> once, then <see cref="DisposeAsync"/>. <see cref="Client"/> is set from the first connection on and stays;
/// Orleans reconnects by itself from then on.</remarks>
internal sealed partial class ClusterConnection : IAsyncDisposable
{
    private static readonly TimeSpan ReconnectDelay = TimeSpan.FromMilliseconds(300);

    private readonly ClusterRegistration _registration;
    private readonly MultiClusterClientOptions _options;
    private readonly TrafficState _state;
    private readonly int _index;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private volatile ConnectedCluster? _current;
    private IHost? _host;
    private Task _running = Task.CompletedTask;

    public ClusterConnection(ClusterRegistration registration, int index, MultiClusterClientOptions options, TrafficState state, ILoggerFactory loggers, TimeProvider time)
    {
        _registration = registration;
        _index = index;
        _options = options;
        _state = state;
        _loggers = loggers;
        _logger = loggers.CreateLogger<ClusterConnection>();
        _time = time;
        InFlight = new InFlightLimit(options.MaxInFlightPerSite);
        Tag = new("activeactive.site", registration.Site.Value);
    }

    public SiteId Site => _registration.Site;

    /// <summary>The started client; null before the first connection.</summary>
    public ConnectedCluster? Current => _current;

    /// <summary>The plain client; null before the first connection.</summary>
    public IClusterClient? Client => _current?.Client;

    /// <summary>Calls under way.</summary>
    public InFlightLimit InFlight { get; }

    public KeyValuePair<string, object?> Tag { get; }

    public void Start() => _running = RunAsync(_stop.Token);

    /// <summary>A call was answered, by whatever answer. The way of every good call.</summary>
    public void Answered() => _state.CallAnswered(_index);

    /// <summary>A call was sent and not answered.</summary>
    public void NotAnswered() => _state.Observe(_index, static machine => machine.CallNotAnswered());

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            await ConnectAsync(stop).ConfigureAwait(false);
            await ProbeAsync(_current!.Client, stop).ConfigureAwait(false);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // A client that is being stopped may fail a probe in any way.
        }
        finally
        {
            await StopHostAsync().ConfigureAwait(false);
        }
    }

    private async Task ConnectAsync(CancellationToken stop)
    {
        while (true)
        {
            var gateways = new GatewayConnections();
            _host = Build(gateways);
            try
            {
                await _host.StartAsync(stop).ConfigureAwait(false);
                var services = _host.Services;
                _current = new ConnectedCluster(this, services.GetRequiredService<IClusterClient>(), services.GetRequiredService<IGrainReferenceRuntime>(), gateways);
                LogConnected(_logger, Site);
                return;
            }
            catch (Exception error) when (!stop.IsCancellationRequested)
            {
                // The retry filter covers what Orleans foresees; a membership database that is not there yet is more than that.
                LogNotConnected(_logger, Site, error.Message);
                _state.Observe(_index, static machine => machine.ConnectFailed());
                await StopHostAsync().ConfigureAwait(false);
                await Task.Delay(ReconnectDelay, _time, stop).ConfigureAwait(false);
            }
        }
    }

    private IHost Build(GatewayConnections gateways)
    {
        var builder = ClientHosts.CreateBuilder(_loggers);
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = _options.AttemptTimeout);
            client.Configure<GatewayOptions>(o => o.GatewayListRefreshPeriod = _options.GatewayRefreshPeriod);
            client.UseConnectionRetryFilter(async (error, stop) =>
            {
                LogNotConnected(_logger, Site, error.Message);
                _state.Observe(_index, static machine => machine.ConnectFailed());
                await Task.Delay(ReconnectDelay, _time, stop).ConfigureAwait(false);
                return true;
            });
            client.AddGatewayCountChangedHandler((_, change) =>
            {
                gateways.Changed(change.NumberOfConnectedGateways, change.PreviousNumberOfConnectedGateways);
                if (gateways.Connected == 0 && !_stop.IsCancellationRequested) _state.Observe(_index, static machine => machine.Disconnected());
            });
            _registration.Configure(client);
        });
        return builder.Build();
    }

    /// <summary>
    /// Probes at a fixed rate, whether or not the last probe has come back: a site that falls silent is known within one time-out and the periods of the
    /// missing failures, and not after as many time-outs.
    /// </summary>
    private async Task ProbeAsync(IClusterClient client, CancellationToken stop)
    {
        var health = _options.Health;
        var underWay = new Task[(int)Math.Ceiling(health.ProbeTimeout / health.ProbePeriod) + 1];
        Array.Fill(underWay, Task.CompletedTask);
        using var timer = new PeriodicTimer(health.ProbePeriod, _time);
        try
        {
            for (var number = 0L; ; number++)
            {
                var slot = number % underWay.Length;
                await underWay[slot].ConfigureAwait(false);
                underWay[slot] = ProbeOnceAsync(client, number, stop);
                await timer.WaitForNextTickAsync(stop).ConfigureAwait(false);
            }
        }
        finally
        {
            await Task.WhenAll(underWay).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>
    /// Asks the cluster's silos in turn for nothing, by a call that goes the way of every call: to a stateless grain that each silo hosts itself, whose
    /// enumeration extension answers for an unknown enumeration without looking at membership, directory or store. So a probe fails for the reasons
    /// for which a call would fail on its way, and for no other.
    /// </summary>
    private async Task ProbeOnceAsync(IClusterClient client, long number, CancellationToken stop)
    {
        // Grains are spread over the gateways, so that numbers in a row ask different ones.
        const int Targets = 32;
        try
        {
            var target = client.GetGrain<IManagementGrain>(number % Targets).AsReference<IAsyncEnumerableGrainExtension>();
            await target.DisposeAsync(Guid.Empty, stop).AsTask().WaitAsync(_options.Health.ProbeTimeout, _time, stop).ConfigureAwait(false);
            _state.Observe(_index, machine => machine.ProbeSucceeded(number));
        }
        catch (Exception error) when (!stop.IsCancellationRequested)
        {
            LogProbeFailed(_logger, Site, error.Message);
            _state.Observe(_index, machine => machine.ProbeFailed(number));
        }
    }

    private async Task StopHostAsync()
    {
        if (Interlocked.Exchange(ref _host, null) is not { } host) return;
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2), _time);
            await host.StopAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            LogStopFailed(_logger, Site, error.Message);
        }

        host.Dispose();
    }
}
