using System.Net;
using ActiveActive.LocalBroker;
using ActiveActive.LocalBroker.Log;
using ActiveActive.LocalBroker.Server;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace ActiveActive.Tests.LocalBroker;

/// <summary>A broker in this process on a free port with a data folder of its own.</summary>
internal sealed class RunningBroker : IAsyncDisposable
{
    private readonly string _folder;
    private readonly Func<BrokerOptions, BrokerOptions> _configure;
    private BrokerServer _server;

    private RunningBroker(Func<BrokerOptions, BrokerOptions> configure)
    {
        _folder = Directory.CreateTempSubdirectory("broker-").FullName;
        _configure = configure;
        _server = Start(port: 0);
    }

    public int Port => _server.Addresses[0].Port;

    public string BootstrapServers => $"127.0.0.1:{Port}";

    public TopicStore Store => _server.Store;

    public static RunningBroker With(Func<BrokerOptions, BrokerOptions> configure) => new(configure);

    public static RunningBroker WithTopic(string name, int partitions, TopicSettings? settings = null) =>
        new(options => options with { Topics = [new(name, partitions, settings ?? new TopicSettings())] });

    /// <summary>Stops the broker and starts it again with the same data and port.</summary>
    public async Task RestartAsync()
    {
        var port = Port;
        await _server.DisposeAsync();
        _server = Start(port);
    }

    public ProducerConfig Producer() => new()
    {
        BootstrapServers = BootstrapServers, EnableIdempotence = true, Acks = Acks.All, LingerMs = 1, MessageTimeoutMs = 30_000,
    };

    public ConsumerConfig Consumer() => new()
    {
        BootstrapServers = BootstrapServers, GroupId = "unused", EnableAutoCommit = false, AutoOffsetReset = AutoOffsetReset.Error,
    };

    /// <summary>Reads a partition from an offset on until it has so many messages.</summary>
    public List<ConsumeResult<byte[], byte[]>> Consume(TopicPartitionOffset from, int count)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(Consumer()).Build();
        consumer.Assign(from);
        var got = new List<ConsumeResult<byte[], byte[]>>();
        while (got.Count < count)
            got.Add(consumer.Consume(TimeSpan.FromSeconds(30)) ?? throw new TimeoutException($"{from}: {got.Count} of {count} messages came in 30 s"));
        return got;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private BrokerServer Start(int port) => new(
        _configure(new BrokerOptions { DataFolder = _folder, Listeners = [new(new IPEndPoint(IPAddress.Loopback, port), null)] }),
        TimeProvider.System, NullLogger.Instance);
}
