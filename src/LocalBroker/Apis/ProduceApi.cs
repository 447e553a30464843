using System.Runtime.InteropServices;
using ActiveActive.LocalBroker.Log;
using ActiveActive.LocalBroker.Protocol;

namespace ActiveActive.LocalBroker.Apis;

/// <summary>Produce: appends one batch per partition and answers when the fsync policy allows.</summary>
internal static class ProduceApi
{
    private sealed record Outcome(int Partition, ErrorCode Error, string? Message, long BaseOffset, long StartOffset, Task Durable);

    public static async ValueTask Answer(RequestContext context)
    {
        var request = context.Request;
        var transactional = request.NullableString() is not null;
        var acks = request.Int16();
        request.Int32();
        var topics = request.Array(6, () =>
        {
            var name = request.String();
            var topic = context.Store.Find(name);
            return (name, request.Array(8, () => Append(context, topic, request.Int32(), request.NullableBytes(), transactional)));
        });

        context.Response.Suppressed = acks == 0;
        context.Response.CloseAfter = acks == 0 && topics.Any(topic => topic.Item2.Any(outcome => outcome.Error != ErrorCode.None));
        if (acks == 0)
            return;
        context.Response.ArrayLength(topics.Count);
        foreach (var (name, outcomes) in topics)
        {
            context.Response.String(name).ArrayLength(outcomes.Count);
            foreach (var outcome in outcomes)
                Write(context, await WhenDurable(outcome));
        }

        context.Response.Int32(0);
    }

    private static Outcome Append(RequestContext context, Topic? topic, int index, ReadOnlyMemory<byte>? records, bool transactional)
    {
        if (transactional)
            return Refused(ErrorCode.TransactionalIdAuthorizationFailed, "this broker has no transactions: leave transactional.id empty");
        if (topic?.Partition(index) is not { } log)
            return Refused(ErrorCode.UnknownTopicOrPartition, null);
        if (records is not { Length: > 0 } bytes)
            return Refused(ErrorCode.InvalidRecord, "no record batch");
        if (bytes.Length > context.Options.MaxBatchBytes)
            return Refused(ErrorCode.MessageTooLarge, $"a batch of {bytes.Length} bytes is above the limit of {context.Options.MaxBatchBytes} (--max-batch-bytes)");
        if (bytes.Length > 16 && bytes.Span[16] < 2)
            return Refused(ErrorCode.UnsupportedForMessageFormat, "record batches of format 2 (Kafka 0.11) are expected");
        if (RecordBatch.TryRead(bytes.Span) is not { } batch || batch.TotalBytes != bytes.Length)
            return Refused(ErrorCode.CorruptMessage, "exactly one well-formed record batch per partition is expected");
        if (!batch.ChecksumHolds(bytes.Span))
            return Refused(ErrorCode.CorruptMessage, "the checksum does not hold");
        if (batch.IsTransactionalOrControl || (batch.ProducerId >= 0 && (batch.BaseSequence < 0 || batch.ProducerEpoch < 0)))
            return Refused(ErrorCode.InvalidRecord, "transactional, control and unnumbered idempotent batches are not accepted");
        // The frame belongs to this request alone, so the two header fields outside the checksum are rewritten in place.
        var (error, baseOffset, durable) = log.Append(batch, MemoryMarshal.AsMemory(bytes).Span);
        return new(index, error, null, baseOffset, log.StartOffset, durable);

        Outcome Refused(ErrorCode error, string? message) => new(index, error, message, -1, -1, Task.CompletedTask);
    }

    private static async ValueTask<Outcome> WhenDurable(Outcome outcome)
    {
        try
        {
            await outcome.Durable;
            return outcome;
        }
        catch (IOException failure)
        {
            return outcome with { Error = ErrorCode.StorageError, Message = failure.Message, BaseOffset = -1 };
        }
    }

    private static void Write(RequestContext context, Outcome outcome)
    {
        var response = context.Response.Int32(outcome.Partition).Error(outcome.Error).Int64(outcome.BaseOffset).Int64(-1);
        if (context.Version >= 5)
            response.Int64(outcome.StartOffset);
        if (context.Version >= 8)
            response.ArrayLength(0).String(outcome.Message);
    }
}
