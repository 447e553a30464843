using System.Buffers.Binary;
using System.Numerics;

namespace ActiveActive.LocalBroker.Log;

/// <summary>
/// The header of a record batch, format 2 (Kafka protocol guide, "Record Batch"). The broker reads and, in two fields that the checksum
/// does not cover, rewrites the header; the records stay opaque, compressed or not.
/// </summary>
internal readonly record struct RecordBatch(
    long BaseOffset, int TotalBytes, byte Magic, uint Crc, short Attributes, int LastOffsetDelta, long BaseTimestamp, long MaxTimestamp,
    long ProducerId, short ProducerEpoch, int BaseSequence, int RecordCount)
{
    /// <summary>Bytes of the header; a batch is never shorter.</summary>
    public const int HeaderBytes = 61;

    private const int LengthPrefixBytes = 12;
    private const int CheckedFrom = 21;
    private const int TransactionalOrControl = 0x30;

    public long LastOffset => BaseOffset + LastOffsetDelta;

    public long NextOffset => LastOffset + 1;

    public int LastSequence => unchecked((int)(((long)BaseSequence + LastOffsetDelta) & int.MaxValue));

    public bool IsTransactionalOrControl => (Attributes & TransactionalOrControl) != 0;

    /// <summary>Decodes a header. Null when the bytes cannot start a batch.</summary>
    public static RecordBatch? TryRead(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes)
            return null;
        var length = BinaryPrimitives.ReadInt32BigEndian(bytes[8..]);
        if (length < HeaderBytes - LengthPrefixBytes || length > int.MaxValue - LengthPrefixBytes)
            return null;
        var batch = new RecordBatch(
            BinaryPrimitives.ReadInt64BigEndian(bytes),
            length + LengthPrefixBytes,
            bytes[16],
            BinaryPrimitives.ReadUInt32BigEndian(bytes[17..]),
            BinaryPrimitives.ReadInt16BigEndian(bytes[21..]),
            BinaryPrimitives.ReadInt32BigEndian(bytes[23..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[27..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[35..]),
            BinaryPrimitives.ReadInt64BigEndian(bytes[43..]),
            BinaryPrimitives.ReadInt16BigEndian(bytes[51..]),
            BinaryPrimitives.ReadInt32BigEndian(bytes[53..]),
            BinaryPrimitives.ReadInt32BigEndian(bytes[57..]));
        return batch.Magic == 2 && batch.RecordCount > 0 && batch.LastOffsetDelta == batch.RecordCount - 1 ? batch : null;
    }

    /// <summary>Whether the checksum over the whole batch holds.</summary>
    public bool ChecksumHolds(ReadOnlySpan<byte> batch) => Crc32C(batch[CheckedFrom..TotalBytes]) == Crc;

    /// <summary>Gives the batch its place in the log: base offset and leader epoch lie outside the checksum for exactly this.</summary>
    public static void Place(Span<byte> batch, long baseOffset)
    {
        BinaryPrimitives.WriteInt64BigEndian(batch, baseOffset);
        BinaryPrimitives.WriteInt32BigEndian(batch[12..], 0);
    }

    /// <summary>CRC-32C (Castagnoli), as RFC 3720 defines it; one instruction per eight bytes where the processor has it.</summary>
    public static uint Crc32C(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var single in bytes)
            crc = BitOperations.Crc32C(crc, single);
        return ~crc;
    }
}
