using System.Buffers;
using Microsoft.Extensions.Logging;

namespace ActiveActive.SiteLink;

/// <summary>Keeps one session to one of a peer's endpoints, and replaces it when it is lost, asked to leave, or made with old certificates.</summary>
internal sealed partial class SiteLinkPeer : ISiteLinkPeer, IAsyncDisposable
{
    private static readonly TimeSpan MaxDeadline = TimeSpan.FromMilliseconds(FrameWriter.MaxDeadlineMilliseconds);
    private readonly LinkContext _context;
    private readonly ILogger<SiteLinkPeer> _log;
    private readonly EndpointRotation _rotation;
    private readonly RoundTripEstimator _roundTrip = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly Lock _lock = new();
    private readonly List<Task> _work = [];
    private volatile ClientSession? _current;
    private TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string _lastError = "not tried yet";
    private long _connections;
    private Task _running = Task.CompletedTask;

    public SiteLinkPeer(LinkContext context, SiteId site, IEnumerable<string> endpoints)
    {
        (_context, Site, _log) = (context, site, context.Logger<SiteLinkPeer>());
        _rotation = new EndpointRotation(
            [.. endpoints.Select(e => new Uri(e))], context.Options.Name, context.Options.ReconnectMinDelay, context.Options.ReconnectMaxDelay);
        var tag = new KeyValuePair<string, object?>("peer", site.Value);
        var meter = context.Metrics.Meter;
        meter.CreateObservableGauge("activeactive.sitelink.connected", () => new System.Diagnostics.Metrics.Measurement<int>(_current is null ? 0 : 1, tag), description: "1 while there is a connection to the peer.");
        meter.CreateObservableGauge("activeactive.sitelink.round_trip.smoothed", () => new System.Diagnostics.Metrics.Measurement<double>(_roundTrip.Value.Mean?.TotalSeconds ?? double.NaN, tag), "s", "Smoothed round trip to the peer.");
        meter.CreateObservableGauge("activeactive.sitelink.calls.in_flight", () => new System.Diagnostics.Metrics.Measurement<int>(_current?.CallsInFlight ?? 0, tag), description: "Calls waiting to be written or answered.");
        meter.CreateObservableGauge("activeactive.sitelink.queued", () => new System.Diagnostics.Metrics.Measurement<long>(_current?.QueuedBytes ?? 0, tag), "By", "Bytes of requests waiting to be written.");
        meter.CreateObservableGauge("activeactive.sitelink.streams", () => new System.Diagnostics.Metrics.Measurement<int>(_current?.Streams ?? 0, tag), description: "Open streams opened by this end.");
    }

    public SiteId Site { get; }

    public SiteLinkPeerStatus Status
    {
        get
        {
            var (last, mean) = _roundTrip.Value;
            lock (_lock)
            {
                var session = _current;
                return new SiteLinkPeerStatus
                {
                    Site = Site,
                    IsConnected = session is not null,
                    Endpoint = session?.Endpoint,
                    RemoteName = session?.RemoteName,
                    LastRoundTrip = last,
                    RoundTrip = mean,
                    CallsInFlight = session?.CallsInFlight ?? 0,
                    QueuedBytes = session?.QueuedBytes ?? 0,
                    Streams = session?.Streams ?? 0,
                    Connections = _connections,
                    Endpoints = _rotation.Statuses,
                };
            }
        }
    }

    public void Start() => _running = RunAsync();

    public ValueTask CallAsync(
        string handler, ReadOnlyMemory<byte> request, IBufferWriter<byte> response, TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        Check(handler, deadline);
        ArgumentNullException.ThrowIfNull(response);
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        while (true)
        {
            var session = Session();
            if (session.TryCall(handler, request, response, deadline, cancellationToken, out var answer)) return answer;
            if (ReferenceEquals(session, _current)) throw Unreachable(session.Ended.IsCompletedSuccessfully ? session.Ended.Result : _lastError);
        }
    }

    public async ValueTask<ISiteLinkDuplex> OpenStreamAsync(
        string handler, ReadOnlyMemory<byte> opening, TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        Check(handler, deadline);
        cancellationToken.ThrowIfCancellationRequested();
        return await Session().OpenStreamAsync(handler, opening, deadline, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<TimeSpan> MeasureRoundTripAsync(TimeSpan deadline, CancellationToken cancellationToken = default)
    {
        var beganAt = _context.Time.GetTimestamp();
        await CallAsync(HandlerName.Echo, default, new ArrayBufferWriter<byte>(), deadline, cancellationToken).ConfigureAwait(false);
        var elapsed = _context.Time.GetElapsedTime(beganAt);
        _roundTrip.Add(elapsed);
        _context.Metrics.RoundTrip(Site, elapsed);
        return elapsed;
    }

    public Task WaitForConnectionAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock) return _connected.Task.WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        Task[] work;
        lock (_lock) work = [.. _work];
        await Task.WhenAll(work).ConfigureAwait(false);
    }

    private static void Check(string handler, TimeSpan deadline)
    {
        HandlerName.Require(handler);
        if (deadline <= TimeSpan.Zero || deadline > MaxDeadline)
            throw new ArgumentOutOfRangeException(nameof(deadline), deadline, $"a deadline is more than zero and at most {MaxDeadline}.");
    }

    private ClientSession Session() => _current ?? throw Unreachable(_lastError);

    private SiteLinkException Unreachable(string why) =>
        new(SiteLinkError.PeerUnreachable, CallOutcome.NotApplied, Site, $"there is no connection to site {Site}: {why}");

    private async Task RunAsync()
    {
        // Everything below runs off the thread that starts the host.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            while (true) await ConnectAndKeepAsync(_stopped.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }

        Publish(null)?.End("this silo stops");
    }

    private async Task ConnectAndKeepAsync(CancellationToken stopped)
    {
        if (await TryConnectAsync(stopped).ConfigureAwait(false) is not { } session) return;
        var connectedAt = _context.Time.GetTimestamp();
        Replace(session);
        var renew = await KeepAsync(session, stopped).ConfigureAwait(false);
        if (_context.Time.GetElapsedTime(connectedAt) >= _context.Options.KeepAliveTimeout) WithRotation(r => r.Stable());
        if (renew) return;

        var reason = await session.Ended.ConfigureAwait(false);
        await PauseAsync(WithRotation(r => r.Failed(reason)), stopped).ConfigureAwait(false);
    }

    private async Task<ClientSession?> TryConnectAsync(CancellationToken stopped)
    {
        var endpoint = WithRotation(r => r.Current);
        try
        {
            var session = await ClientSession.ConnectAsync(_context, Site, endpoint, _roundTrip, stopped).ConfigureAwait(false);
            WithRotation(r => r.Connected());
            return session;
        }
        catch (ConnectException e)
        {
            var pause = WithRotation(r => r.Failed(e.Message));
            _lastError = $"{endpoint} failed ({e.Message})";
            _context.Metrics.ConnectFailed(Site);
            LogConnectFailed(Site, endpoint, e.Message, pause.TotalMilliseconds);
            _context.Diagnostics.Raise(new SiteLinkEvent.ConnectFailed(Site, endpoint, e.Message, pause));

            // A session that is still there (being renewed) goes on serving meanwhile.
            await PauseAsync(pause, stopped).ConfigureAwait(false);
            return null;
        }
    }

    /// <summary>Watches a session; true when it still works but is to be replaced.</summary>
    private async Task<bool> KeepAsync(ClientSession session, CancellationToken stopped)
    {
        using var timer = new PeriodicTimer(_context.Options.KeepAliveInterval, _context.Time);
        var tick = timer.WaitForNextTickAsync(stopped).AsTask();
        while (true)
        {
            var first = await Task.WhenAny(session.Ended, session.GoAway, tick).ConfigureAwait(false);
            if (first == session.Ended) return false;
            if (first == session.GoAway)
            {
                LogGoAway(Site, session.Endpoint);
                WithRotation(r => r.Skip());
                return true;
            }

            await tick.ConfigureAwait(false);
            if (_context.Credentials.Current.Version != session.CredentialsVersion) return true;
            tick = timer.WaitForNextTickAsync(stopped).AsTask();
        }
    }

    /// <summary>Takes a session out of use at its end, also while its successor is still being sought.</summary>
    private async Task ReleaseAtEndAsync(ClientSession session)
    {
        var reason = await session.Ended.ConfigureAwait(false);
        bool wasCurrent;
        lock (_lock)
        {
            wasCurrent = ReferenceEquals(_current, session);
            if (wasCurrent)
            {
                _lastError = $"the connection to {session.Endpoint} was lost ({reason})";
                Publish(null);
            }
        }

        if (wasCurrent)
        {
            LogDisconnected(Site, session.Endpoint, reason);
            _context.Diagnostics.Raise(new SiteLinkEvent.Disconnected(Site, session.Endpoint, reason));
        }

        await session.DisposeAsync().ConfigureAwait(false);
    }

    private void Replace(ClientSession session)
    {
        var before = Publish(session);
        _context.Metrics.Connected(Site);
        LogConnected(Site, session.Endpoint, session.RemoteName);
        _context.Diagnostics.Raise(new SiteLinkEvent.Connected(Site, session.Endpoint, session.RemoteName));
        Track(ReleaseAtEndAsync(session));
        if (before is not null) Track(before.DrainAsync("replaced", _context.Options.DrainTimeout));
    }

    /// <summary>Remembers what the end of this peer has to wait for.</summary>
    private void Track(Task work)
    {
        lock (_lock)
        {
            _work.RemoveAll(done => done.IsCompleted);
            _work.Add(work);
        }
    }

    /// <summary>Puts a session, or none, in use; the one that was.</summary>
    private ClientSession? Publish(ClientSession? session)
    {
        lock (_lock)
        {
            var before = _current;
            _current = session;
            if (session is not null)
            {
                _connections++;
                _connected.TrySetResult();
            }
            else if (_connected.Task.IsCompleted)
            {
                _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            return before;
        }
    }

    private Task PauseAsync(TimeSpan pause, CancellationToken stopped) =>
        pause > TimeSpan.Zero ? Task.Delay(pause, _context.Time, stopped) : Task.CompletedTask;

    private void WithRotation(Action<EndpointRotation> act)
    {
        lock (_lock) act(_rotation);
    }

    private T WithRotation<T>(Func<EndpointRotation, T> ask)
    {
        lock (_lock) return ask(_rotation);
    }
}
