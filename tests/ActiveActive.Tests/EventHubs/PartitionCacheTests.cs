using ActiveActive.EventHubs;
using ActiveActive.EventHubs.Delivery;
using ActiveActive.EventHubs.Events;
using Microsoft.Extensions.Time.Testing;
using Orleans.Streams;

namespace ActiveActive.Tests.EventHubs;

/// <summary>What may be called consumed, and what is handed out again (G3, G7, F18, F20).</summary>
public sealed class PartitionCacheTests
{
    private static readonly StreamId A = StreamId.Create("s", "a");
    private static readonly StreamId B = StreamId.Create("s", "b");
    private static readonly HubPartition Partition = new(new HubIdentity("hub"), 0);

    private readonly FakeTimeProvider _time = new();
    private readonly List<long> _consumed = [];
    private readonly PartitionCache _cache;

    public PartitionCacheTests() => _cache = new PartitionCache(10_000, _time, (_, upTo) => _consumed.Add(upTo));

    [Fact]
    public void MoveNext_ConsumesOnlyWhatWasHandedOutBefore()
    {
        Add(A, 0);
        Add(A, 1);
        var cursor = Cursor(A, 0);

        Assert.Equal(0, Next(cursor));
        Assert.Empty(_consumed); // handed out is not consumed
        Assert.Equal(1, Next(cursor));
        Assert.Equal([0L], _consumed);
        Assert.Null(Next(cursor));
        Assert.Equal([0L, 1L], _consumed);
        Assert.Equal(0, _cache.Bytes);
    }

    [Fact]
    public void Consumed_StreamsInterleave_EndsBeforeTheFirstOpenEvent()
    {
        Add(A, [1, 3, 5]);
        Add(B, [2, 4]);
        var (a, b) = (Cursor(A, 1), Cursor(B, 2));
        Next(a);
        Next(b);

        Next(a); // A is done up to 5, but 2 is open
        Assert.Equal([1L], _consumed);
        Next(b);
        Assert.Equal([1L, 5L], _consumed);
    }

    [Fact]
    public void Consumed_OutOfOrderAcrossStreams_WaitsForTheOldest()
    {
        Add(A, 0);
        Add(B, 1);
        var (a, b) = (Cursor(A, 0), Cursor(B, 1));
        Next(a);
        Next(b);

        Next(b);
        Assert.Empty(_consumed);
        Next(a);
        Assert.Equal([1L], _consumed);
    }

    [Fact]
    public void Consumed_TwoSubscribers_IsWhatBothHaveConsumed()
    {
        Add(A, 0);
        Add(A, 1);
        var (fast, slow) = (Cursor(A, 0), Cursor(A, 0));
        Next(fast);
        Next(fast);
        Next(fast);
        Assert.Empty(_consumed);

        Next(slow);
        Next(slow);
        Assert.Equal([0L], _consumed);
        slow.Dispose(); // unsubscribed: what it did not take, nobody needs
        Assert.Equal([0L, 1L], _consumed);
    }

    [Fact]
    public void MoveNext_AfterAFailure_HandsTheSameOutAgainUntilItIsParked()
    {
        Add(A, 0);
        Add(A, 1);
        var cursor = Cursor(A, 0);
        Next(cursor);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            cursor.RecordDeliveryFailure();
            Assert.Equal(0, Next(cursor));
        }

        Assert.Empty(_consumed);
        cursor.RecordDeliveryFailure();
        _cache.Find(A, Token(0))!.Parked = true;
        Assert.Equal(1, Next(cursor));
        Assert.Equal([0L], _consumed);
    }

    [Fact]
    public void Split_AfterAFailure_HandsOutTheEventsOneByOne()
    {
        Add(A, [0, 1, 2]);
        Add(A, 3);
        var cursor = Cursor(A, 0);
        Next(cursor);
        cursor.RecordDeliveryFailure();
        _cache.Split(_cache.Find(A, Token(0))!);

        Assert.Equal([0, 1, 2, 3, null], Enumerable.Range(0, 5).Select(_ => Next(cursor)));
        Assert.Equal([0L, 1L, 2L, 3L], _consumed);
        Assert.Equal(0, _cache.Bytes);
    }

    [Fact]
    public void GetCacheCursor_HeldEventOfAForgottenSubscriber_ComesFirst()
    {
        Add(A, 0);
        var forgotten = Cursor(A, 0);
        Next(forgotten);
        forgotten.RecordDeliveryFailure();
        _cache.Find(A, Token(0))!.Held = true;
        forgotten.Dispose();
        _time.Advance(TimeSpan.FromHours(1));
        _cache.TryPurgeFromCache(out _);
        Assert.Empty(_consumed);

        Add(A, 1);
        Assert.Equal(0, Next(Cursor(A, 1)));
    }

    [Fact]
    public void TryPurge_NobodySubscribes_LetsGoAfterAWhileOnly()
    {
        Add(A, 0);
        _time.Advance(TimeSpan.FromSeconds(4.9));
        _cache.TryPurgeFromCache(out _);
        Assert.Empty(_consumed);

        _time.Advance(TimeSpan.FromSeconds(0.1));
        _cache.TryPurgeFromCache(out _);
        Assert.Equal([0L], _consumed);
    }

    [Fact]
    public void TryPurge_ALookUpPinsTheStream_KeepsIt()
    {
        Add(A, 0);
        using (Cursor(A, 0))
        {
            _time.Advance(TimeSpan.FromHours(1));
            _cache.TryPurgeFromCache(out _);
            var subscriber = Cursor(A, 0);
            Assert.Equal(0, Next(subscriber));
        }

        Assert.Empty(_consumed);
    }

    [Fact]
    public void Pressure_AtTheBound_StopsTheReceiverUntilSomethingIsConsumed()
    {
        Assert.True(_cache.GetMaxAddCount() > 0);
        Put(A, 0, 9_000, 0);
        var cursor = Cursor(A, 0);
        Put(B, 0, 2_000, 1);
        var other = Cursor(B, 1);
        Assert.True(_cache.IsUnderPressure());
        Assert.Equal(0, _cache.GetMaxAddCount());

        Next(cursor);
        Next(cursor);
        Assert.False(_cache.IsUnderPressure());
        GC.KeepAlive(other);
    }

    [Fact]
    public void Generations_OffsetsBeginAgain_AreKeptApart()
    {
        Add(A, 500);
        var cursor = Cursor(A, 500);
        Next(cursor);
        Put(A, 1, 0, 0);

        Assert.Equal(0, Next(cursor));
        Assert.Equal([500L], _consumed);
        Next(cursor);
        Assert.Equal([500L, 0L], _consumed);
    }

    private static EventHubSequenceToken Token(long offset, int generation = 0) => new(Partition, generation, offset);

    private static int? Next(IQueueCacheCursor cursor) =>
        cursor.MoveNextWithResult().Kind == QueueCacheCursorMoveResultKind.Success ? (int)cursor.GetCurrent(out _)!.SequenceToken.SequenceNumber : null;

    private IQueueCacheCursor Cursor(StreamId stream, long offset) => _cache.GetCacheCursor(stream, Token(offset));

    private void Add(StreamId stream, params long[] offsets) => Put(stream, 0, 0, offsets);

    private void Put(StreamId stream, int generation, int bytes, params long[] offsets) => _cache.AddToCache(
        [new EventHubBatchContainer(stream, Partition, generation, [.. offsets.Select(offset => new HubEvent(offset, EventEncoding.Raw, new byte[bytes]))], null)]);
}
