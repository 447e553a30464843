using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace ActiveActive.Silo;

/// <summary>
/// A gate all connections between this silo and the other silos pass. Open it costs one volatile read a read or flush. A fault ends by
/// itself: the timer lives here, so that neither a lost operator nor the partition itself can leave it in place.
/// </summary>
/// <remarks>Safe for concurrent use. A later fault replaces an earlier one together with its end.</remarks>
public sealed partial class ConnectionGate : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<ConnectionContext, byte> _live = new();
    private readonly TimeProvider _time;
    private readonly ILogger<ConnectionGate> _logger;
    private volatile TaskCompletionSource? _stalled;
    private volatile ConnectionFault _fault;
    private DateTimeOffset? _until;
    private ITimer? _timer;
    private int _change;

    /// <summary>Creates an open gate.</summary>
    public ConnectionGate(TimeProvider time, ILogger<ConnectionGate> logger)
    {
        _time = time;
        _logger = logger;
    }

    /// <summary>What the gate does now, and when that ends by itself (null while open).</summary>
    public (ConnectionFault Fault, DateTimeOffset? Until) Current
    {
        get
        {
            lock (_lock) return (_fault, _until);
        }
    }

    /// <summary>Puts a fault in place, or takes it away.</summary>
    /// <param name="fault">What to do from now on.</param>
    /// <param name="duration">When to open again; not used for <see cref="ConnectionFault.Open"/>.</param>
    public void Set(ConnectionFault fault, TimeSpan duration)
    {
        lock (_lock)
        {
            var change = ++_change;
            _timer?.Dispose();
            _timer = null;
            _until = null;
            _fault = fault;
            var stalled = _stalled;
            if (fault == ConnectionFault.Stall) _stalled = stalled ?? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            else _stalled = null;
            if (_stalled is null) stalled?.TrySetResult();
            if (fault != ConnectionFault.Open)
            {
                _until = _time.GetUtcNow() + duration;
                _timer = _time.CreateTimer(_ => Expire(change), null, duration, Timeout.InfiniteTimeSpan);
            }
        }

        LogChanged(fault, fault == ConnectionFault.Open ? 0 : duration.TotalSeconds);
        if (fault == ConnectionFault.Refuse) AbortLive();
    }

    /// <summary>Connection middleware: use it on inbound and outbound silo connections.</summary>
    public ConnectionDelegate Guard(ConnectionDelegate next) => async connection =>
    {
        _live.TryAdd(connection, 0);
        try
        {
            // Looked at after the connection is listed: a fault set in between finds it in the list.
            if (_fault == ConnectionFault.Refuse)
            {
                connection.Abort(Refused());
                return;
            }

            connection.Transport = new GatedDuplexPipe(connection.Transport, this, connection.ConnectionClosed);
            await next(connection);
        }
        finally
        {
            _live.TryRemove(connection, out _);
        }
    };

    /// <summary>Null while bytes may pass; otherwise a task that ends when they may again.</summary>
    internal Task? Stalled => _stalled?.Task;

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _timer?.Dispose();
            _timer = null;
            _stalled?.TrySetResult();
            _stalled = null;
        }
    }

    private static ConnectionAbortedException Refused() => new("refused by a fault on command.");

    private void Expire(int change)
    {
        // One step: a fault put in place between the look and the change would be taken away with the old one.
        lock (_lock)
            if (change == _change) Set(ConnectionFault.Open, TimeSpan.Zero);
    }

    private void AbortLive()
    {
        foreach (var connection in _live.Keys) connection.Abort(Refused());
    }
}
