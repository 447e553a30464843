using ActiveActive.EventHubs.Options;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace ActiveActive.EventHubs.Producing;

/// <summary>
/// Writes to the hub: idempotent, acknowledged by all replicas, in order per partition. One librdkafka producer for the process and provider. After a fatal
/// error (the broker lost track of the sequence) it is replaced; what was in flight then has an unknown outcome. Thread-safe.
/// </summary>
internal sealed partial class HubProducer(HubConnection connection, EventHubStreamOptions options, EventHubMetrics metrics, TimeProvider time, ILogger logger)
    : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private IProducer<byte[], byte[]>? _producer;
    private bool _disposed;

    /// <summary>Sends events to one partition, in order; completes when the hub has them all.</summary>
    /// <exception cref="OverloadedException">The producer's queue is full; not one of the events was sent.</exception>
    /// <exception cref="ActiveActiveException">With its outcome: <see cref="CallOutcome.NotApplied"/> only when no event of the call was stored.</exception>
    public async Task SendAsync(int partition, IReadOnlyList<Message<byte[], byte[]>> messages)
    {
        var sending = new Sending(messages.Count);
        var started = time.GetTimestamp();
        var target = new TopicPartition(connection.Hub, partition);
        var producer = Producer();
        for (var i = 0; i < messages.Count; i++)
        {
            try
            {
                producer.Produce(target, messages[i], sending.OnReport);
            }
            catch (Exception refused) when (refused is ProduceException<byte[], byte[]> or KafkaException or ObjectDisposedException)
            {
                sending.Refused(messages.Count - i, (refused as KafkaException)?.Error ?? new Error(ErrorCode.Local_Destroy));
                break;
            }
        }

        await sending.Completed;
        if (sending.Failure is not { } failure)
        {
            metrics.Produced(messages.Count, messages.Sum(message => (long)message.Value.Length), time.GetElapsedTime(started));
            return;
        }

        if (failure.IsFatal)
            Replace(producer, failure);
        metrics.ProduceFailed(sending.Outcome, messages.Count);
        throw Typed(failure, sending.Outcome, messages.Count);
    }

    public void Dispose()
    {
        IProducer<byte[], byte[]>? producer;
        lock (_gate)
            (_disposed, producer, _producer) = (true, _producer, null);
        producer?.Flush(Farewell);
        producer?.Dispose();
    }

    private ActiveActiveException Typed(Error failure, CallOutcome outcome, int events) => failure.Code switch
    {
        ErrorCode.Local_QueueFull when outcome == CallOutcome.NotApplied =>
            new OverloadedException($"{connection}: {options.ProducerQueueBytes} bytes wait to be sent; the hub is slower than its producers or out of reach.", RetryAfter),
        ErrorCode.MsgSizeTooLarge when outcome == CallOutcome.NotApplied =>
            new InvalidRequestException("event", $"{connection}: an event is larger than {options.MaxEventBytes} bytes ({nameof(options.MaxEventBytes)})."),
        _ when outcome == CallOutcome.NotApplied =>
            new HubUnavailableException($"{connection}: {events} events were not stored: {failure.Reason}"),
        _ => new OutcomeUnknownException($"{connection}: {events} events may or may not be stored: {failure.Reason}"),
    };

    private IProducer<byte[], byte[]> Producer()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _producer ??= Build();
        }
    }

    private IProducer<byte[], byte[]> Build() => new ProducerBuilder<byte[], byte[]>(connection.Configure(new ProducerConfig
    {
        EnableIdempotence = true,
        Acks = Acks.All,
        LingerMs = options.Linger.TotalMilliseconds,
        QueueBufferingMaxKbytes = options.ProducerQueueBytes >> 10,
        QueueBufferingMaxMessages = 1_000_000,
        MessageTimeoutMs = (int)options.ProduceTimeout.TotalMilliseconds,
        RequestTimeoutMs = (int)Math.Min(60_000, options.ProduceTimeout.TotalMilliseconds),
        RetryBackoffMs = 50,
        RetryBackoffMaxMs = 500,
    }))
        .SetLogHandler((_, entry) => ClientLogged(logger, connection.Hub, entry.Facility, entry.Message))
        .SetErrorHandler((_, error) => ClientFailed(logger, connection.Hub, error.Code, error.Reason))
        .Build();

    private void Replace(IProducer<byte[], byte[]> broken, Error fatal)
    {
        lock (_gate)
        {
            if (_producer != broken)
                return;
            _producer = null;
        }

        Replaced(logger, connection.Hub, fatal.Reason);
        // Its queue reports every message first; disposing waits for that, so not on the caller's time.
        ThreadPool.UnsafeQueueUserWorkItem(static producer => producer.Dispose(), broken, preferLocal: false);
    }

    /// <summary>Collects the reports of one call's messages.</summary>
    private sealed class Sending(int count)
    {
        private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Lock _gate = new();
        private int _open = count;
        private bool _anyPossiblyStored;

        public Task Completed => _completed.Task;

        public Error? Failure { get; private set; }

        public CallOutcome Outcome => _anyPossiblyStored ? CallOutcome.Unknown : CallOutcome.NotApplied;

        public void OnReport(DeliveryReport<byte[], byte[]> report)
        {
            lock (_gate)
            {
                if (report.Error.IsError)
                    Failure ??= report.Error;
                _anyPossiblyStored |= report.Status != PersistenceStatus.NotPersisted;
            }

            Close(1);
        }

        public void Refused(int messages, Error error)
        {
            lock (_gate)
                Failure ??= error;
            Close(messages);
        }

        private void Close(int messages)
        {
            if (Interlocked.Add(ref _open, -messages) == 0)
                _completed.SetResult();
        }
    }
}
