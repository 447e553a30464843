using System.Collections.Concurrent;
using System.Net.Http.Headers;
using ActiveActive.Gateway.Hosting;

namespace ActiveActive.Gateway.Admin.Traffic;

/// <summary>
/// Keeps the gateways of one mind: tells each of the others its report every second, and at once after a change, and takes over what they answer
/// if it is newer. Both directions in one request, so that it works when only one of two can reach the other.
/// </summary>
/// <remarks>The traffic policy is a single value with a total order of versions, so that whoever has heard of the newest has converged, in whatever order
/// and however often it was heard. A gateway that cannot be reached holds nobody up.</remarks>
internal sealed partial class PolicyExchange : BackgroundService
{
    /// <summary>Time between two exchanges with one gateway.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private const int MaxAnswerBytes = 256 * 1024;

    private readonly ConcurrentDictionary<string, PeerReport> _peers = new(StringComparer.Ordinal);
    private readonly GatewaySettings _settings;
    private readonly PolicyKeeper _policies;
    private readonly GatewayReporter _reporter;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HttpClient _http;

    public PolicyExchange(
        GatewaySettings settings, GatewayFiles files, PolicyKeeper policies, GatewayReporter reporter, TimeProvider time, ILogger<PolicyExchange> logger)
    {
        _settings = settings;
        _policies = policies;
        _reporter = reporter;
        _time = time;
        _logger = logger;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, ConnectTimeout = Patience })
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = MaxAnswerBytes,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", files.Key.Text) },
        };
        foreach (var (name, url) in settings.Peers)
            _peers[name] = new PeerReport(name, url.GetLeftPart(UriPartial.Authority), Reachable: false, "not asked yet", null);
    }

    /// <summary>What is known of the other gateways, in ordinal order of their names.</summary>
    public IReadOnlyList<PeerReport> Peers => [.. _peers.Values.OrderBy(p => p.Peer, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(_settings.Peers.Select(peer => RunAsync(peer.Key, new Uri(peer.Value, "admin/traffic/exchange"), stoppingToken)));

    private async Task RunAsync(string name, Uri url, CancellationToken stop)
    {
        var wake = new WakeUp();
        _policies.Changed += wake.Ring;
        try
        {
            while (true)
            {
                await ExchangeAsync(name, url, stop);
                await wake.WaitAsync(Period, _time, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        finally
        {
            _policies.Changed -= wake.Ring;
        }
    }

    private async Task ExchangeAsync(string name, Uri url, CancellationToken stop)
    {
        var before = _peers[name];
        try
        {
            using var response = await _http.PostAsJsonAsync(url, _reporter.Report(), TrafficJson.Default.GatewayReport, stop);
            if (!response.IsSuccessStatusCode) throw new HttpRequestException($"it answered {(int)response.StatusCode}.");
            var answer = await response.Content.ReadFromJsonAsync(TrafficJson.Default.GatewayReport, stop)
                ?? throw new HttpRequestException("it answered without a report.");
            _peers[name] = before with { Reachable = true, Error = null, Report = answer };
            if (!before.Reachable) LogReached(name);
            _policies.Adopt(answer.Name, answer.Policy);
        }
        catch (Exception error) when (!stop.IsCancellationRequested)
        {
            // Whatever it is, the next exchange may do better; operators are shown the state.
            _peers[name] = _peers[name] with { Reachable = error is InvalidRequestException, Error = error.Message };
            if (before.Error != error.Message) LogTrouble(name, error.Message);
        }
    }
}
