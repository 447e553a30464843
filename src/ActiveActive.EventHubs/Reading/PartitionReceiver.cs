using ActiveActive.EventHubs.Delivery;
using ActiveActive.EventHubs.Events;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Orleans.Streams;

namespace ActiveActive.EventHubs.Reading;

/// <summary>
/// Reads one partition for its pulling agent. Life cycle: made when the silo takes the partition; finds identity, checkpoint and log bounds at the first
/// read, and again whenever reading failed, for as long as it takes; <see cref="Shutdown"/> gives the partition back.
/// </summary>
internal sealed partial class PartitionReceiver(
    int partition, EventHubReaders readers, PartitionCache cache) : IQueueAdapterReceiver
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(500);
    private static readonly IList<IBatchContainer> Nothing = [];

    private readonly EventHubMetrics.PartitionFigures _figures = readers.Metrics.Reading(partition, () => cache.Bytes);
    private HubPartition? _reading;
    private PartitionBuffer? _buffer;
    private int _generation = -1;
    private long _next;

    /// <summary>The partition is looked up at the first read: the agent asks once only, and the hub may be out of reach then.</summary>
    public Task Initialize(TimeSpan timeout) => Task.CompletedTask;

    public Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount) => GetQueueMessagesAsync(maxCount, CancellationToken.None);

    /// <summary>Waits for events, but no longer than <see cref="EventHubStreamOptions.PollWait"/>; the pulling agent's timer then hardly matters.</summary>
    public async Task<IList<IBatchContainer>> GetQueueMessagesAsync(int maxCount, CancellationToken cancellationToken)
    {
        try
        {
            if (_buffer is null && !await TryStartAsync(cancellationToken))
                return Nothing;
            var buffer = _buffer!;
            await buffer.WhenReadable().WaitAsync(readers.Options.PollWait, readers.Time, cancellationToken);
            var taken = buffer.Take(readers.Options.MaxBatchBytes, out var resume);
            if (resume)
                readers.Consumer.Resume(partition);
            if (taken.Count == 0 && buffer.Fault is { } fault)
                Stop(fault);
            return Contain(taken);
        }
        catch (TimeoutException)
        {
            return Nothing;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Nothing;
        }
    }

    /// <summary>Says when the cache dropped containers, which proves nothing about them: checkpoints come from the cache's own account.</summary>
    public Task MessagesDeliveredAsync(IList<IBatchContainer> messages) => Task.CompletedTask;

    /// <summary>Called by the cache.</summary>
    public void OnConsumed(HubPartition of, long upTo)
    {
        if (of == _reading)
            _figures.Consumed(upTo + 1);
        if (readers.Options.Checkpoints == CheckpointSource.HandlerReturned)
            readers.Checkpoints.Advance(of, upTo);
    }

    public async Task Shutdown(TimeSpan timeout)
    {
        if (_buffer is not null)
            readers.Consumer.Stop(partition);
        _buffer = null;
        readers.Metrics.NoLongerReading(partition);
        using var deadline = new CancellationTokenSource(timeout, readers.Time);
        await readers.Checkpoints.FlushAsync(partition, deadline.Token);
        GivenBack(readers.Logger, readers.Provider, partition);
    }

    private async Task<bool> TryStartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var hub = new HubPartition(await readers.Consumer.IdentityAsync(cancellationToken), partition);
            var bounds = await readers.Consumer.LogBoundsAsync(partition, cancellationToken);
            if (_reading is { } before && before != hub)
                await ReportMadeAnewAsync(before, hub, cancellationToken);
            var wanted = hub == _reading ? _next : await readers.Store.ReadAsync(hub, cancellationToken) + 1;
            var start = StartDecision.For(wanted, bounds.Low.Value, bounds.High.Value, readers.Options.StartWithoutCheckpoint);
            if (start.Gap)
                await ReportGapAsync(new HubGap(hub, wanted!.Value, bounds.Low.Value, bounds.High.Value), cancellationToken);
            if (hub != _reading || start.Offset < _next)
                _generation++;
            _reading = hub;
            _next = start.Offset;
            _figures.Seen(bounds.High.Value);
            _figures.Consumed(start.Offset);
            _buffer = readers.Consumer.Start(partition, start.Offset);
            Started(readers.Logger, readers.Provider, hub, start.Offset, bounds.Low.Value, bounds.High.Value);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            readers.Metrics.ReadFailed(partition);
            CannotStart(readers.Logger, readers.Provider, partition, (failure as KafkaException)?.Error.Reason ?? failure.Message);
            await Task.Delay(RetryAfter, readers.Time, cancellationToken);
            return false;
        }
    }

    private async Task ReportGapAsync(HubGap gap, CancellationToken cancellationToken)
    {
        readers.Metrics.Gap(partition);
        GapFound(readers.Logger, readers.Provider, gap.Partition, gap.Wanted, gap.LogStart, gap.LogEnd);
        if (readers.Application is { } application)
            await application.OnGapAsync(gap, cancellationToken);
    }

    private async Task ReportMadeAnewAsync(HubPartition before, HubPartition now, CancellationToken cancellationToken)
    {
        readers.Metrics.Gap(partition);
        MadeAnew(readers.Logger, readers.Provider, before, now, _next);
        if (readers.Application is { } application)
            await application.OnHubMadeAnewAsync(before, now, cancellationToken);
    }

    private void Stop(string fault)
    {
        readers.Metrics.ReadFailed(partition);
        Stopped(readers.Logger, readers.Provider, partition, _next, fault);
        readers.Consumer.Stop(partition);
        _buffer = null;
    }

    /// <summary>One container per stream and <see cref="EventHubStreamOptions.MaxBatchEvents"/>, in the order of their first events.</summary>
    private IList<IBatchContainer> Contain(List<(StreamId Stream, HubEvent Event)> taken)
    {
        if (taken.Count == 0)
            return Nothing;
        var containers = new List<(StreamId Stream, List<HubEvent> Events)>();
        var open = new Dictionary<StreamId, List<HubEvent>>();
        foreach (var (stream, single) in taken)
        {
            if (!open.TryGetValue(stream, out var events) || events.Count >= readers.Options.MaxBatchEvents)
                containers.Add((stream, open[stream] = events = []));
            events.Add(single);
        }

        _next = taken[^1].Event.Offset + 1;
        _figures.Seen(Math.Max(_next, readers.Consumer.LogEnd(partition) ?? 0));
        readers.Metrics.Fetched(partition, taken.Count, taken.Sum(item => (long)item.Event.Payload.Length));
        return [.. containers.Select(item => new EventHubBatchContainer(item.Stream, _reading!.Value, _generation, [.. item.Events], readers.Serializer))];
    }
}
