using ActiveActive.LocalBroker.Log;
using ActiveActive.LocalBroker.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ErrorCode = ActiveActive.LocalBroker.Protocol.ErrorCode;

namespace ActiveActive.Tests.LocalBroker;

public sealed class PartitionLogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("log-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(50));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Open_TailTornAtAnyByte_KeepsExactlyTheWholeBatches()
    {
        var sizes = new[] { 100, 130, 90 };
        using (var log = Open())
            for (var i = 0; i < sizes.Length; i++)
                Append(log, TestBatch.Of(records: 2, bodyBytes: sizes[i] - RecordBatch.HeaderBytes, producer: 5, epoch: 0, sequence: 2 * i));
        var whole = File.ReadAllBytes(SegmentPath(0));
        Assert.Equal(sizes.Sum(), whole.Length);

        for (var kept = 0; kept <= whole.Length; kept++)
        {
            File.WriteAllBytes(SegmentPath(0), whole[..kept]);
            using var log = Open();
            var batches = kept >= 320 ? 3 : kept >= 230 ? 2 : kept >= 100 ? 1 : 0;
            Assert.Equal(2 * batches, log.HighWatermark);
            // The producers' sequences came back with the batches: the next one is expected, not a repetition or a gap.
            Append(log, TestBatch.Of(producer: 5, epoch: 0, sequence: 2 * batches), expectedOffset: 2 * batches);
        }
    }

    [Fact]
    public void Open_LastSegmentHasAFlippedBit_CutsFromThatBatchOn()
    {
        using (var log = Open())
            for (var i = 0; i < 3; i++)
                Append(log, TestBatch.Of());
        var bytes = File.ReadAllBytes(SegmentPath(0));
        bytes[(bytes.Length / 3) + 70] ^= 1;
        File.WriteAllBytes(SegmentPath(0), bytes);

        using var reopened = Open();
        Assert.Equal(1, reopened.HighWatermark);
        Assert.Equal(bytes.Length / 3, new FileInfo(SegmentPath(0)).Length);
    }

    [Fact]
    public void Open_SealedSegmentIsDamaged_RefusesAndSaysWhatToDo()
    {
        using (var log = Open(new TopicSettings(SegmentBytes: 150)))
            for (var i = 0; i < 3; i++)
                Append(log, TestBatch.Of());
        var bytes = File.ReadAllBytes(SegmentPath(0));
        bytes[^1] ^= 1;
        File.WriteAllBytes(SegmentPath(0), bytes);

        var refused = Assert.Throws<InvalidDataException>(() => Open());
        Assert.Contains("Restore the data folder", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AcrossSegmentsAndOffsetsWithinBatches_ReturnsEveryBatchOnce()
    {
        using var log = Open(new TopicSettings(SegmentBytes: 1024));
        for (var i = 0; i < 200; i++)
            Append(log, TestBatch.Of(records: 3, bodyBytes: i % 90), expectedOffset: 3 * i);

        for (var offset = 0L; offset < 600; offset++)
            Assert.Equal(offset / 3 * 3, Offsets(log, offset, maxBytes: 1)[0]);
        var all = new List<long>();
        for (long next = 0; next < 600; next = all[^1] + 3)
            all.AddRange(Offsets(log, next, maxBytes: 700));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => 3L * i), all);
    }

    [Fact]
    public void ApplyRetention_BySize_KeepsTheNewestAndRefusesOffsetsBelow()
    {
        using var log = Open(new TopicSettings(RetentionBytes: 500, SegmentBytes: 200));
        for (var i = 0; i < 20; i++)
            Append(log, TestBatch.Of());

        log.ApplyRetention();

        Assert.Equal(15, log.StartOffset); // 101 bytes a batch, one in each segment: five of them are the fewest that make 500 bytes
        Assert.Equal(ErrorCode.OffsetOutOfRange, Read(log, 14).Error);
        Assert.Equal(15, Offsets(log, 15, 1)[0]);
        Assert.Equal(20, log.HighWatermark);
    }

    [Fact]
    public void ApplyRetention_ByAge_EmptiesEvenTheNewestSegmentAndKeepsTheOffset()
    {
        var settings = new TopicSettings(RetentionMilliseconds: 1_000);
        using (var log = Open(settings))
        {
            Append(log, TestBatch.Of(timestamp: long.MaxValue)); // the producer's clock has no say
            _time.Advance(TimeSpan.FromMilliseconds(1_000));
            log.ApplyRetention();
            Assert.Equal(0, log.StartOffset);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            log.ApplyRetention();
            Assert.Equal((1, 1), (log.StartOffset, log.HighWatermark));
        }

        using var reopened = Open(settings);
        Append(reopened, TestBatch.Of(), expectedOffset: 1);
    }

    [Fact]
    public async Task Append_WithFsyncAlways_ShowsNothingBeforeTheFlush()
    {
        using var log = Open(fsync: FsyncPolicy.Always);
        var durable = new List<Task>();
        for (var i = 0; i < 500; i++)
        {
            var (error, offset, done) = log.Append(TestBatch.Header(TestBatch.Of()), TestBatch.Of());
            Assert.Equal((ErrorCode.None, i), (error, offset));
            if (log.HighWatermark > i)
                Assert.True(done.IsCompleted, $"offset {i} is visible, and its flush is not done");
            durable.Add(done);
        }

        await Task.WhenAll(durable).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(500, log.HighWatermark);
    }

    [Fact]
    public async Task WakeOnNews_DataArrives_CompletesTheReader()
    {
        using var log = Open(fsync: FsyncPolicy.Always);
        var news = new TaskCompletionSource();
        log.WakeOnNews(news);
        Assert.False(news.Task.IsCompleted);

        Append(log, TestBatch.Of());

        await news.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(1, log.HighWatermark);
    }

    [Fact]
    public void Find_ByTime_NeverPassesAMatchingRecord()
    {
        using var log = Open(new TopicSettings(SegmentBytes: 4096));
        for (var i = 0; i < 300; i++)
            Append(log, TestBatch.Of(timestamp: 10 * i));

        Assert.Equal((0, 0), log.Find(0));
        Assert.Equal((150, 1_500), log.Find(1_491));
        Assert.Equal((299, 2_990), log.Find(2_990));
        Assert.Null(log.Find(2_991));
    }

    private PartitionLog Open(TopicSettings? settings = null, FsyncPolicy fsync = FsyncPolicy.Never) =>
        PartitionLog.Open(_folder, settings ?? new TopicSettings(), fsync, 100, _time, NullLogger.Instance);

    private string SegmentPath(long offset) => Path.Combine(_folder, Segment.FileName(offset));

    private static void Append(PartitionLog log, byte[] batch, long? expectedOffset = null)
    {
        var (error, offset, _) = log.Append(TestBatch.Header(batch), batch);
        Assert.Equal(ErrorCode.None, error);
        if (expectedOffset is { } expected)
            Assert.Equal(expected, offset);
    }

    private static (ErrorCode Error, byte[] Bytes) Read(PartitionLog log, long offset, int maxBytes = 1 << 20)
    {
        using var response = new ResponseWriter();
        var error = log.Read(offset, maxBytes, response).Error;
        return (error, response.Complete()[4..].ToArray());
    }

    private static List<long> Offsets(PartitionLog log, long offset, int maxBytes)
    {
        var (error, bytes) = Read(log, offset, maxBytes);
        Assert.Equal(ErrorCode.None, error);
        var offsets = new List<long>();
        for (var at = 0; at < bytes.Length;)
        {
            var batch = TestBatch.Header(bytes[at..]);
            Assert.True(batch.ChecksumHolds(bytes.AsSpan(at)), $"batch {batch.BaseOffset} came back changed");
            offsets.Add(batch.BaseOffset);
            at += batch.TotalBytes;
        }

        return offsets;
    }
}
