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
    private volatile IClusterClient? _client;
    private IHost? _host;
    private Task _running = Task.CompletedTask;
    private int _inFlight;
    private long _calls;
    private long _failures;

    public ClusterConnection(ClusterRegistration registration, int index, MultiClusterClientOptions options, TrafficState state, ILoggerFactory loggers, TimeProvider time)
    {
        _registration = registration;
        _index = index;
        _options = options;
        _state = state;
        _loggers = loggers;
        _logger = loggers.CreateLogger<ClusterConnection>();
        _time = time;
        Tag = new("activeactive.site", registration.Site.Value);
    }

    public SiteId Site => _registration.Site;

    /// <summary>The plain client; null before the first connection.</summary>
    public IClusterClient? Client => _client;

    /// <summary>Calls under way.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Attempts answered and attempts failed on their way, since the start.</summary>
    public (long Calls, long Failures) Counts => (Interlocked.Read(ref _calls), Interlocked.Read(ref _failures));

    public KeyValuePair<string, object?> Tag { get; }

    public void Start() => _running = RunAsync(_stop.Token);

    /// <summary>Takes a place among the calls under way; false when all are taken.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _inFlight) <= _options.MaxInFlightPerSite) return true;
        Interlocked.Decrement(ref _inFlight);
        return false;
    }

    public void Exit() => Interlocked.Decrement(ref _inFlight);

    public void CallSucceeded()
    {
        Interlocked.Increment(ref _calls);
        _state.CallSucceeded(_index);
    }

    public void CallFailed()
    {
        Interlocked.Increment(ref _failures);
        _state.Observe(_index, static machine => machine.CallFailed());
    }

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
            await ProbeAsync(_client!, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
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
            _host = Build(_registration.Configure, _loggers);
            try
            {
                await _host.StartAsync(stop).ConfigureAwait(false);
                _client = _host.Services.GetRequiredService<IClusterClient>();
                LogConnected(_logger, Site);
                return;
            }
            catch (Exception error) when (!stop.IsCancellationRequested)
            {
                // The retry filter covers what Orleans foresees; a membership database that is not there yet is more than that.
                LogNotConnected(_logger, Site, error.Message);
                _state.Observe(_index, static machine => machine.ProbeFailed());
                await StopHostAsync().ConfigureAwait(false);
                await Task.Delay(ReconnectDelay, _time, stop).ConfigureAwait(false);
            }
        }
    }

    private IHost Build(Action<IClientBuilder> configure, ILoggerFactory loggers)
    {
        var builder = ClientHosts.CreateBuilder(loggers);
        builder.UseOrleansClient(client =>
        {
            client.Configure<ClientMessagingOptions>(o => o.ResponseTimeout = _options.AttemptTimeout);
            client.Configure<GatewayOptions>(o => o.GatewayListRefreshPeriod = _options.GatewayRefreshPeriod);
            client.UseConnectionRetryFilter(async (error, stop) =>
            {
                LogNotConnected(_logger, Site, error.Message);
                _state.Observe(_index, static machine => machine.ProbeFailed());
                await Task.Delay(ReconnectDelay, _time, stop).ConfigureAwait(false);
                return true;
            });
            client.AddGatewayCountChangedHandler((_, change) =>
            {
                if (change.NumberOfConnectedGateways == 0) _state.Observe(_index, static machine => machine.Disconnected());
            });
            configure(client);
        });
        return builder.Build();
    }

    /// <summary>
    /// Asks the cluster's silos in turn for nothing, by a call that goes the way of every call: to a stateless grain that each silo hosts itself, whose
    /// enumeration extension answers for an unknown enumeration without looking at membership, directory or store. So a probe fails for the reasons
    /// for which a call would fail on its way, and for no other.
    /// </summary>
    private async Task ProbeAsync(IClusterClient client, CancellationToken stop)
    {
        const int Targets = 32;
        using var timer = new PeriodicTimer(_options.Health.ProbePeriod, _time);
        var grain = 0;
        do
        {
            var answered = false;
            try
            {
                var target = client.GetGrain<IManagementGrain>(grain++ % Targets).AsReference<IAsyncEnumerableGrainExtension>();
                await target.DisposeAsync(Guid.Empty, stop).AsTask().WaitAsync(_options.Health.ProbeTimeout, _time, stop).ConfigureAwait(false);
                answered = true;
            }
            catch (Exception error) when (!stop.IsCancellationRequested)
            {
                LogProbeFailed(_logger, Site, error.Message);
            }

            _state.Observe(_index, answered ? static machine => machine.ProbeSucceeded() : static machine => machine.ProbeFailed());
        }
        while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
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
