using System.Net;
using System.Net.Sockets;
using ActiveActive.LocalBroker.Apis;
using ActiveActive.LocalBroker.Log;
using Microsoft.Extensions.Logging;

namespace ActiveActive.LocalBroker.Server;

/// <summary>
/// The broker: opens the data folder, listens, and keeps house. Life cycle: the constructor recovers and listens, so that it either
/// serves or throws; <see cref="DisposeAsync"/> stops accepting, ends the connections, flushes and closes the logs.
/// </summary>
internal sealed partial class BrokerServer : IAsyncDisposable
{
    private readonly BrokerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Socket> _listeners = [];
    private readonly List<Task> _loops = [];
    private readonly HashSet<Task> _connections = [];
    private readonly SemaphoreSlim _free;

    public BrokerServer(BrokerOptions options, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _free = new SemaphoreSlim(options.MaxConnections);
        Store = new TopicStore(options, time, logger);
        try
        {
            CreateTopics();
            foreach (var listener in options.Listeners)
                Listen(listener);
        }
        catch
        {
            _listeners.ForEach(socket => socket.Dispose());
            Store.Dispose();
            throw;
        }

        _loops.Add(KeepHouse());
    }

    public TopicStore Store { get; }

    /// <summary>Where it listens, in the order of the options, with the ports that were taken for 0.</summary>
    public IReadOnlyList<IPEndPoint> Addresses => [.. _listeners.Select(socket => (IPEndPoint)socket.LocalEndPoint!)];

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync();
        _listeners.ForEach(socket => socket.Dispose());
        await Task.WhenAll(_loops);
        Task[] open;
        lock (_connections)
            open = [.. _connections];
        await Task.WhenAll(open);
        Store.Dispose();
    }

    private void CreateTopics()
    {
        foreach (var asked in _options.Topics)
        {
            if (Store.Find(asked.Name) is { } existing && existing.Partitions.Count != asked.Partitions)
                throw new InvalidOperationException(
                    $"--topics {asked.Name}:{asked.Partitions}: the topic exists with {existing.Partitions.Count} partitions, and a log's partitions " +
                    $"never change. Ask for {existing.Partitions.Count}, or choose another --data folder.");
            if (Store.Find(asked.Name) is null && Store.Create(asked.Name, asked.Partitions, asked.Settings) is { Error: not Protocol.ErrorCode.None } refused)
                throw new InvalidOperationException($"--topics {asked.Name}:{asked.Partitions}: {refused.Message}");
        }
    }

    private void Listen(BrokerOptions.Listener listener)
    {
        var socket = new Socket(listener.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listeners.Add(socket);
        socket.Bind(listener.Address);
        socket.Listen(512);
        var bound = (IPEndPoint)socket.LocalEndPoint!;
        _loops.Add(Accept(socket, listener.Advertised ?? new DnsEndPoint(bound.Address.ToString(), bound.Port)));
    }

    private async Task Accept(Socket listener, DnsEndPoint advertised)
    {
        await Task.Yield();
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var client = await listener.AcceptAsync(_stopping.Token);
                if (_free.Wait(0, CancellationToken.None))
                {
                    Serve(client, advertised);
                    continue;
                }

                TooMany(_logger, client.RemoteEndPoint, _options.MaxConnections);
                client.Dispose();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
            {
                // The peer was gone before it was accepted, or the listener was closed; the loop's condition tells which.
            }
        }
    }

    private void Serve(Socket client, DnsEndPoint advertised)
    {
        client.NoDelay = true;
        var session = new Session(client.RemoteEndPoint, advertised, authenticated: _options.Users.Count == 0);
        var running = new Connection(client, session, Store, _options, _time, _logger).RunAsync(_stopping.Token);
        lock (_connections)
            _connections.Add(running);
        running.ContinueWith(
            ended =>
            {
                lock (_connections)
                    _connections.Remove(ended);
                _free.Release();
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private async Task KeepHouse()
    {
        using var timer = new PeriodicTimer(_options.HousekeepingPeriod, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
                try
                {
                    Store.ApplyRetention();
                    if (_options.Fsync == FsyncPolicy.Interval)
                        Store.Flush();
                }
                catch (IOException failure)
                {
                    HousekeepingFailed(_logger, failure);
                }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }
}
