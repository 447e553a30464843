using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using ActiveActive.LocalBroker.Protocol;
using Microsoft.Extensions.Logging;

namespace ActiveActive.LocalBroker.Log;

/// <summary>
/// The data folder: <c>cluster.id</c>, and <c>topics/{name}/</c> with <c>topic.json</c> and a folder per partition. A topic appears and
/// disappears by a rename, so a crash leaves a whole topic or none. Reads are lock-free; creation and deletion take turns.
/// </summary>
internal sealed class TopicStore : IDisposable
{
    private const string Description = "topic.json";
    private const string Temporary = ".tmp-";

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, Topic> _topics = new(StringComparer.Ordinal);
    private readonly BrokerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _folder;
    private readonly FileStream _ownership;

    /// <summary>Opens, and recovers, everything in the data folder.</summary>
    /// <exception cref="IOException">Another broker uses the folder.</exception>
    /// <exception cref="InvalidDataException">A log is damaged beyond a torn tail.</exception>
    public TopicStore(BrokerOptions options, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _folder = Directory.CreateDirectory(Path.Combine(options.DataFolder, "topics")).FullName;
        try
        {
            _ownership = new FileStream(Path.Combine(options.DataFolder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken)
        {
            throw new IOException($"The data folder {options.DataFolder} is in use by another broker: stop it or choose another --data.", taken);
        }

        try
        {
            ClusterId = ReadOrMakeClusterId();
            foreach (var folder in Directory.GetDirectories(_folder))
                if (Path.GetFileName(folder).StartsWith(Temporary, StringComparison.Ordinal))
                    Directory.Delete(folder, recursive: true);
                else
                    Open(folder);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Random id of this data folder: a consumer that sees another one talks to another log.</summary>
    public string ClusterId { get; }

    public IEnumerable<Topic> Topics => _topics.Values.OrderBy(topic => topic.Name, StringComparer.Ordinal);

    public Topic? Find(string name) => _topics.GetValueOrDefault(name);

    public Topic? Find(Guid id) => _topics.Values.FirstOrDefault(topic => topic.Id == id);

    /// <summary>Checks whether a topic could be created, and creates it unless <paramref name="validateOnly"/>.</summary>
    public (ErrorCode Error, string? Message) Create(string name, int partitions, TopicSettings settings, bool validateOnly = false)
    {
        lock (_gate)
        {
            if (!IsLegal(name))
                return (ErrorCode.InvalidTopic, "a topic's name has 1 to 249 of the characters a-z A-Z 0-9 . _ - and is not . or ..");
            if (_topics.ContainsKey(name))
                return (ErrorCode.TopicAlreadyExists, $"topic {name} exists");
            if (partitions < 1)
                return (ErrorCode.InvalidPartitions, "a topic has at least one partition");
            if (_topics.Count >= _options.MaxTopics || _topics.Values.Sum(topic => topic.Partitions.Count) + partitions > _options.MaxPartitions)
                return (ErrorCode.PolicyViolation, $"at most {_options.MaxTopics} topics and {_options.MaxPartitions} partitions in all (--max-topics, --max-partitions)");
            if (validateOnly)
                return (ErrorCode.None, null);
            var made = Directory.CreateDirectory(Path.Combine(_folder, Temporary + Guid.NewGuid())).FullName;
            for (var partition = 0; partition < partitions; partition++)
                Directory.CreateDirectory(Path.Combine(made, $"{partition}"));
            WriteDurably(Path.Combine(made, Description), JsonSerializer.Serialize(new Stored(Guid.NewGuid(), partitions, settings)));
            var folder = Path.Combine(_folder, name);
            Directory.Move(made, folder);
            Open(folder);
            return (ErrorCode.None, null);
        }
    }

    public ErrorCode Delete(string name)
    {
        lock (_gate)
        {
            if (!_topics.TryRemove(name, out var topic))
                return ErrorCode.UnknownTopicOrPartition;
            foreach (var partition in topic.Partitions)
                partition.Dispose();
            var doomed = Path.Combine(_folder, Temporary + Guid.NewGuid());
            Directory.Move(Path.Combine(_folder, name), doomed);
            Directory.Delete(doomed, recursive: true);
            return ErrorCode.None;
        }
    }

    public void ApplyRetention() => EachPartition(partition => partition.ApplyRetention());

    public void Flush() => EachPartition(partition => partition.Flush());

    public void Dispose()
    {
        EachPartition(partition => partition.Dispose());
        _ownership.Dispose();
    }

    private static bool IsLegal(string name) =>
        name.Length is > 0 and <= 249 && name is not ("." or "..") && !name.StartsWith(Temporary, StringComparison.Ordinal)
        && name.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '_' or '-');

    private static void WriteDurably(string path, string text)
    {
        using (var file = new FileStream(path + ".new", FileMode.Create))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(text));
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    private string ReadOrMakeClusterId()
    {
        var path = Path.Combine(_options.DataFolder, "cluster.id");
        if (!File.Exists(path))
            WriteDurably(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(16)).TrimEnd('=').Replace('+', '-').Replace('/', '_'));
        return File.ReadAllText(path).Trim();
    }

    private void Open(string folder)
    {
        var stored = JsonSerializer.Deserialize<Stored>(File.ReadAllText(Path.Combine(folder, Description)))!;
        var settings = stored.Settings.Over(_options.Defaults);
        var name = Path.GetFileName(folder);
        _topics[name] = new Topic(name, stored.Id, [.. Enumerable.Range(0, stored.Partitions).Select(partition => PartitionLog.Open(
            Path.Combine(folder, $"{partition}"), settings, _options.Fsync, _options.MaxProducersPerPartition, _time, _logger))]);
    }

    private void EachPartition(Action<PartitionLog> action)
    {
        foreach (var topic in _topics.Values)
            foreach (var partition in topic.Partitions)
                action(partition);
    }

    private sealed record Stored(Guid Id, int Partitions, TopicSettings Settings);
}
