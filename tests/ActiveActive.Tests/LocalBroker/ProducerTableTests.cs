using ActiveActive.LocalBroker.Log;
using ErrorCode = ActiveActive.LocalBroker.Protocol.ErrorCode;

namespace ActiveActive.Tests.LocalBroker;

public sealed class ProducerTableTests
{
    private readonly ProducerTable _table = new(capacity: 2);
    private long _nextOffset;

    [Fact]
    public void Check_SameBatchAgain_AnswersTheOriginalOffset()
    {
        var first = Append(producer: 7, sequence: 0, records: 3);
        Append(producer: 7, sequence: 3);

        Assert.Equal((ErrorCode.None, (long?)first), _table.Check(Batch(7, 0, 3)));
    }

    [Theory]
    [InlineData(4, 0, nameof(ErrorCode.OutOfOrderSequence))] // a gap
    [InlineData(1, 0, nameof(ErrorCode.DuplicateSequence))] // overlaps what is here, but is no batch that is here
    [InlineData(3, 1, nameof(ErrorCode.OutOfOrderSequence))] // a new epoch counts from zero
    [InlineData(0, -1, nameof(ErrorCode.InvalidProducerEpoch))] // an epoch that was followed by another
    [InlineData(3, 0, nameof(ErrorCode.None))]
    [InlineData(0, 1, nameof(ErrorCode.None))]
    public void Check_AfterThreeRecords_Decides(int sequence, int epochAhead, string expected)
    {
        Append(producer: 7, sequence: 0, records: 3, epoch: 1);

        Assert.Equal(expected, _table.Check(Batch(7, sequence, 1, (short)(1 + epochAhead))).Error.ToString());
    }

    [Fact]
    public void Check_UnknownProducerInMidSequence_IsRefusedLoudly() =>
        Assert.Equal(ErrorCode.UnknownProducerId, _table.Check(Batch(8, 5, 1)).Error);

    [Fact]
    public void Check_SequenceWrapsAtItsLimit_GoesOnAtZero()
    {
        _table.Appended(Batch(7, int.MaxValue - 1, 2));

        Assert.Equal((ErrorCode.None, null), _table.Check(Batch(7, 0, 1)));
        Assert.Equal(0, Batch(7, int.MaxValue, 2).LastSequence);
    }

    [Fact]
    public void Appended_BeyondCapacity_ForgetsTheProducerThatWroteLongestAgo()
    {
        Append(producer: 1, sequence: 0);
        Append(producer: 2, sequence: 0);
        Append(producer: 1, sequence: 1);
        Append(producer: 3, sequence: 0);

        Assert.Equal(2, _table.Count);
        Assert.Equal(ErrorCode.UnknownProducerId, _table.Check(Batch(2, 1, 1)).Error);
        Assert.Equal(ErrorCode.None, _table.Check(Batch(1, 2, 1)).Error);
    }

    private static RecordBatch Batch(long producer, int sequence, int records, short epoch = 0) =>
        TestBatch.Header(TestBatch.Of(records, producer: producer, epoch: epoch, sequence: sequence));

    private long Append(long producer, int sequence, int records = 1, short epoch = 0)
    {
        var batch = Batch(producer, sequence, records, epoch) with { BaseOffset = _nextOffset };
        Assert.Equal((ErrorCode.None, null), _table.Check(batch));
        _table.Appended(batch);
        _nextOffset = batch.NextOffset;
        return batch.BaseOffset;
    }
}
