using System.Net;
using ActiveActive.LocalBroker.Log;

namespace ActiveActive.LocalBroker;

/// <summary>What the command line sets.</summary>
internal sealed record BrokerOptions
{
    /// <summary>Folder with everything the broker keeps; created when missing.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Listeners; port 0 takes a free one.</summary>
    public IReadOnlyList<Listener> Listeners { get; init; } = [new Listener(new IPEndPoint(IPAddress.Loopback, 9092), null)];

    /// <summary>Topics made at start when they do not exist.</summary>
    public IReadOnlyList<TopicRequest> Topics { get; init; } = [];

    /// <summary>Settings of topics that have none of their own.</summary>
    public TopicSettings Defaults { get; init; } = new(RetentionMilliseconds: -1, RetentionBytes: 1L << 30, SegmentBytes: 64L << 20);

    public FsyncPolicy Fsync { get; init; } = FsyncPolicy.Interval;

    /// <summary>How often retention runs, and how often <see cref="FsyncPolicy.Interval"/> flushes at the latest.</summary>
    public TimeSpan HousekeepingPeriod { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Passwords by user name. When there is one, every connection must log in (SASL PLAIN).</summary>
    public IReadOnlyDictionary<string, string> Users { get; init; } = new Dictionary<string, string>();

    public int MaxConnections { get; init; } = 1024;

    public int MaxRequestBytes { get; init; } = 16 << 20;

    public int MaxBatchBytes { get; init; } = 4 << 20;

    /// <summary>Upper bound of one fetch response (beyond a single larger batch).</summary>
    public int MaxFetchBytes { get; init; } = 8 << 20;

    public int MaxTopics { get; init; } = 256;

    public int MaxPartitions { get; init; } = 2048;

    public int MaxProducersPerPartition { get; init; } = 1024;

    /// <summary>A connection that sends nothing for this long is closed; before its log-in, a tenth of it.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>An address to listen on, and the one clients are told to use when a relay stands in front.</summary>
    internal sealed record Listener(IPEndPoint Address, DnsEndPoint? Advertised);

    /// <summary>A topic asked for on the command line.</summary>
    internal sealed record TopicRequest(string Name, int Partitions, TopicSettings Settings);
}
