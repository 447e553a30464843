using System.Buffers.Binary;
using ActiveActive.LocalBroker.Log;

namespace ActiveActive.Tests.LocalBroker;

/// <summary>Builds record batches of format 2 whose header is right and whose records are filler.</summary>
internal static class TestBatch
{
    public static byte[] Of(int records = 1, int bodyBytes = 40, long producer = -1, short epoch = -1, int sequence = -1, long timestamp = 1_000)
    {
        var bytes = new byte[RecordBatch.HeaderBytes + bodyBytes];
        var span = bytes.AsSpan();
        BinaryPrimitives.WriteInt32BigEndian(span[8..], bytes.Length - 12);
        span[16] = 2;
        BinaryPrimitives.WriteInt32BigEndian(span[23..], records - 1);
        BinaryPrimitives.WriteInt64BigEndian(span[27..], timestamp);
        BinaryPrimitives.WriteInt64BigEndian(span[35..], timestamp);
        BinaryPrimitives.WriteInt64BigEndian(span[43..], producer);
        BinaryPrimitives.WriteInt16BigEndian(span[51..], epoch);
        BinaryPrimitives.WriteInt32BigEndian(span[53..], sequence);
        BinaryPrimitives.WriteInt32BigEndian(span[57..], records);
        span[RecordBatch.HeaderBytes..].Fill((byte)sequence);
        BinaryPrimitives.WriteUInt32BigEndian(span[17..], RecordBatch.Crc32C(span[21..]));
        return bytes;
    }

    public static RecordBatch Header(byte[] bytes) => RecordBatch.TryRead(bytes) ?? throw new ArgumentException("not a batch");
}
