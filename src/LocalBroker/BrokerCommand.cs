using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using ActiveActive.LocalBroker.Log;
using ActiveActive.LocalBroker.Server;
using Microsoft.Extensions.Logging;

namespace ActiveActive.LocalBroker;

/// <summary>The command line: options, the ready line, and the exit codes (0 stopped, 1 failed, 2 wrong options).</summary>
internal static class BrokerCommand
{
    private const int BlockingThreads = 64;

    private static readonly Option<int> Port = new("--port") { Description = "Port on 127.0.0.1; 0 takes a free one.", DefaultValueFactory = _ => 9092 };
    private static readonly Option<string[]> Listener = new("--listener")
    {
        Description = "Instead of --port: [address:]port[=host:port], where the part behind = is what clients are told (a relay in front). Repeatable.",
    };
    private static readonly Option<string> Data = new("--data") { Description = "Folder with the log.", Required = true };
    private static readonly Option<string[]> Topics = new("--topics")
    {
        Description = "name:partitions[:key=value...], made when missing. Keys: retention.ms, retention.bytes, segment.bytes. Repeatable.",
    };
    private static readonly Option<long> RetentionMilliseconds = new("--retention-ms") { Description = "Age at which segments go; -1 is never.", DefaultValueFactory = _ => -1 };
    private static readonly Option<long> RetentionBytes = new("--retention-bytes") { Description = "Bytes a partition keeps; -1 is all.", DefaultValueFactory = _ => 1L << 30 };
    private static readonly Option<long> SegmentBytes = new("--segment-bytes") { Description = "Bytes of a segment, the unit of retention.", DefaultValueFactory = _ => 64L << 20 };
    private static readonly Option<FsyncPolicy> Fsync = new("--fsync")
    {
        Description = "always: before every acknowledgement; interval: every second; never. A killed process loses nothing in any of them.",
        DefaultValueFactory = _ => FsyncPolicy.Interval,
    };
    private static readonly Option<string[]> Sasl = new("--sasl") { Description = "user:passwordfile. Every connection must then log in. Repeatable." };
    private static readonly Option<int> MaxConnections = new("--max-connections") { Description = "Connections at a time.", DefaultValueFactory = _ => 1024 };
    private static readonly Option<int> MaxRequestBytes = new("--max-request-bytes") { Description = "Bytes of one request.", DefaultValueFactory = _ => 16 << 20 };
    private static readonly Option<int> MaxBatchBytes = new("--max-batch-bytes") { Description = "Bytes of one record batch.", DefaultValueFactory = _ => 4 << 20 };
    private static readonly Option<int> MaxTopics = new("--max-topics") { Description = "Topics in all.", DefaultValueFactory = _ => 256 };
    private static readonly Option<int> MaxPartitions = new("--max-partitions") { Description = "Partitions in all.", DefaultValueFactory = _ => 2048 };

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors)
    {
        var command = new RootCommand("A log broker for one developer's machine. It speaks the Kafka protocol: one node, no consumer groups, no transactions.")
        {
            Port, Listener, Data, Topics, RetentionMilliseconds, RetentionBytes, SegmentBytes, Fsync, Sasl, MaxConnections, MaxRequestBytes,
            MaxBatchBytes, MaxTopics, MaxPartitions,
        };
        command.SetAction((parsed, _) => ServeAsync(parsed, output, errors));
        var result = command.Parse(args);
        var code = await result.InvokeAsync(new InvocationConfiguration { Output = output, Error = errors, ProcessTerminationTimeout = null });
        return result.Errors.Count > 0 ? 2 : code;
    }

    private static async Task<int> ServeAsync(ParseResult parsed, TextWriter output, TextWriter errors)
    {
        BrokerOptions options;
        try
        {
            options = Options(parsed);
        }
        catch (Exception wrong) when (wrong is FormatException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(wrong.Message);
            return 2;
        }

        // Flushes and file reads block their threads; the pool must not make the sockets wait until it has grown.
        ThreadPool.SetMinThreads(BlockingThreads, BlockingThreads);
        using var logging = LoggerFactory.Create(builder => builder.AddSimpleConsole(format => (format.SingleLine, format.TimestampFormat) = (true, "HH:mm:ss.fff ")));
        var stopped = new TaskCompletionSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            await using var server = new BrokerServer(options, TimeProvider.System, logging.CreateLogger("LocalBroker"));
            await output.WriteLineAsync($"LocalBroker ready on {string.Join(' ', server.Addresses)} data={options.DataFolder} cluster={server.Store.ClusterId}");
            await output.FlushAsync();
            await stopped.Task;
        }
        catch (InvalidOperationException wrong)
        {
            await errors.WriteLineAsync(wrong.Message);
            return 2;
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException or System.Net.Sockets.SocketException)
        {
            await errors.WriteLineAsync(failure.Message);
            return 1;
        }

        await output.WriteLineAsync("LocalBroker stopped");
        return 0;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopped.TrySetResult();
        }
    }

    private static BrokerOptions Options(ParseResult parsed)
    {
        var listeners = parsed.GetValue(Listener) ?? [];
        return new BrokerOptions
        {
            DataFolder = Path.GetFullPath(Directory.CreateDirectory(parsed.GetRequiredValue(Data)).FullName),
            Listeners = listeners.Length == 0 ? [new(new IPEndPoint(IPAddress.Loopback, parsed.GetValue(Port)), null)] : [.. listeners.Select(ParseListener)],
            Topics = [.. (parsed.GetValue(Topics) ?? []).Select(ParseTopic)],
            Defaults = new TopicSettings()
                .With(TopicSettings.RetentionMillisecondsKey, $"{parsed.GetValue(RetentionMilliseconds)}")
                .With(TopicSettings.RetentionBytesKey, $"{parsed.GetValue(RetentionBytes)}")
                .With(TopicSettings.SegmentBytesKey, $"{parsed.GetValue(SegmentBytes)}"),
            Fsync = parsed.GetValue(Fsync),
            Users = (parsed.GetValue(Sasl) ?? []).Select(ParseUser).ToDictionary(user => user.Name, user => user.Password),
            MaxConnections = parsed.GetValue(MaxConnections),
            MaxRequestBytes = parsed.GetValue(MaxRequestBytes),
            MaxBatchBytes = parsed.GetValue(MaxBatchBytes),
            MaxTopics = parsed.GetValue(MaxTopics),
            MaxPartitions = parsed.GetValue(MaxPartitions),
        };
    }

    private static BrokerOptions.Listener ParseListener(string text)
    {
        var parts = text.Split('=');
        var address = parts[0].Contains(':', StringComparison.Ordinal) ? parts[0] : $"127.0.0.1:{parts[0]}";
        var advertised = parts.Length > 1 ? parts[1].Split(':') : null;
        if (parts.Length > 2 || !IPEndPoint.TryParse(address, out var endPoint))
            throw new FormatException($"--listener {text}: [address:]port[=host:port] is expected");
        if (advertised is null)
            return new(endPoint, null);
        return advertised.Length == 2 && ushort.TryParse(advertised[1], out var port)
            ? new(endPoint, new DnsEndPoint(advertised[0], port))
            : throw new FormatException($"--listener {text}: host:port is expected behind the =");
    }

    private static BrokerOptions.TopicRequest ParseTopic(string text)
    {
        var parts = text.Split(':');
        if (parts.Length < 2 || !int.TryParse(parts[1], out var partitions))
            throw new FormatException($"--topics {text}: name:partitions[:key=value...] is expected");
        return new(parts[0], partitions, parts[2..].Aggregate(new TopicSettings(), (settings, pair) =>
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            return settings.With(at < 0 ? pair : pair[..at], at < 0 ? null : pair[(at + 1)..]);
        }));
    }

    private static (string Name, string Password) ParseUser(string text)
    {
        var at = text.IndexOf(':', StringComparison.Ordinal);
        if (at < 1)
            throw new FormatException("--sasl: user:passwordfile is expected");
        var password = File.ReadAllText(text[(at + 1)..]).TrimEnd('\r', '\n');
        return password.Length > 0 ? (text[..at], password) : throw new FormatException($"--sasl: {text[(at + 1)..]} is empty");
    }
}
