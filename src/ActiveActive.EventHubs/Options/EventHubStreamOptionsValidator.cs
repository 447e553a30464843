using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Streams;

namespace ActiveActive.EventHubs.Options;

/// <summary>Checks a provider's settings, together, when the host starts. A message carries setting, value and remedy, and no secret.</summary>
internal sealed class EventHubStreamOptionsValidator(EventHubStreamOptions options, string name, bool canReadCheckpoints) : IConfigurationValidator
{
    public static IConfigurationValidator Create(IServiceProvider services, string name) => new EventHubStreamOptionsValidator(
        services.GetRequiredService<IOptionsMonitor<EventHubStreamOptions>>().Get(name), name,
        services.GetKeyedService<ICheckpointStore>(name) is not null || services.GetService<ICheckpointStore>() is not null);

    /// <exception cref="OrleansConfigurationException">Something is wrong; every problem is named.</exception>
    public void ValidateConfiguration()
    {
        var problems = Problems().ToList();
        if (problems.Count > 0)
            throw new OrleansConfigurationException($"Event Hub streams '{name}': {string.Join(' ', problems)}");
    }

    private IEnumerable<string> Problems()
    {
        if (Connection(out var connection) is { } unreadable)
            yield return unreadable;
        if (connection is { HasCredentials: false, Protocol: SecurityProtocol.SaslSsl or SecurityProtocol.SaslPlaintext })
            yield return $"{connection.Protocol} needs {nameof(options.UserName)} and {nameof(options.Password)}: set both, or another {nameof(options.SecurityProtocol)}.";
        if (connection is { HasCredentials: true, Protocol: SecurityProtocol.Plaintext or SecurityProtocol.Ssl })
            yield return $"credentials are set, but {connection.Protocol} does not log in: set {nameof(options.SecurityProtocol)} to SaslSsl or SaslPlaintext.";
        if (options.AuthorityFile is { } file && !File.Exists(file))
            yield return $"{nameof(options.AuthorityFile)} {file} does not exist.";
        if (options.PartitionCount is { } count and (< 1 or > 2000))
            yield return $"{nameof(options.PartitionCount)} {count}: 1 to 2000, the number the hub has.";
        if (options.Partitioner is null)
            yield return $"{nameof(options.Partitioner)} is null: leave its default.";
        if (options.Direction == StreamProviderDirection.None)
            yield return $"{nameof(options.Direction)} is None: ReadOnly, WriteOnly or ReadWrite.";
        if (!canReadCheckpoints && options.Direction != StreamProviderDirection.WriteOnly)
            yield return $"no {nameof(ICheckpointStore)} is registered: register one that all silos share ({nameof(VolatileCheckpointStore)} forgets), or set {nameof(options.Direction)} to WriteOnly.";
        foreach (var problem in RangeProblems())
            yield return problem;
        if (options.MaxBatchBytes > options.CacheBytes)
            yield return $"{nameof(options.MaxBatchBytes)} {options.MaxBatchBytes} is above {nameof(options.CacheBytes)} {options.CacheBytes}: one fetch would overfill the cache.";
        if (options.MaxEventBytes > options.ProducerQueueBytes)
            yield return $"{nameof(options.MaxEventBytes)} {options.MaxEventBytes} is above {nameof(options.ProducerQueueBytes)} {options.ProducerQueueBytes}: such an event could never be sent.";
    }

    private IEnumerable<string> RangeProblems() => new[]
    {
        Range(nameof(options.CheckpointInterval), options.CheckpointInterval, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5)),
        Range(nameof(options.MaxDeliveryTime), options.MaxDeliveryTime, TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1)),
        Range(nameof(options.PollWait), options.PollWait, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10)),
        Range(nameof(options.Linger), options.Linger, TimeSpan.Zero, TimeSpan.FromSeconds(1)),
        Range(nameof(options.ProduceTimeout), options.ProduceTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
        Range(nameof(options.RequestTimeout), options.RequestTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
        Range(nameof(options.MaxBatchEvents), options.MaxBatchEvents, 1, 10_000),
        Range(nameof(options.MaxBatchBytes), options.MaxBatchBytes, 1 << 10, 16 << 20),
        Range(nameof(options.CacheBytes), options.CacheBytes, 64 << 10, 1 << 30),
        Range(nameof(options.ProducerQueueBytes), options.ProducerQueueBytes, 64 << 10, 1 << 30),
        Range(nameof(options.MaxEventBytes), options.MaxEventBytes, 1 << 10, 16 << 20),
    }.OfType<string>();

    private static string? Range<T>(string setting, T value, T least, T most)
        where T : IComparable<T> =>
        value.CompareTo(least) < 0 || value.CompareTo(most) > 0 ? $"{setting} {value}: {least} to {most}." : null;

    private string? Connection(out HubConnection? connection)
    {
        try
        {
            connection = HubConnection.From(options);
            return null;
        }
        catch (FormatException unreadable)
        {
            connection = null;
            return options.ConnectionString is null ? $"{unreadable.Message}." : $"{nameof(options.ConnectionString)}: {unreadable.Message}.";
        }
    }
}
