using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using ActiveActive;

namespace Shop.Grains;

/// <summary>
/// The operations a grain has applied lately. It is part of the grain's state and written with the change, in one write: there is no moment
/// in which one is stored without the other, so a retry takes effect at most once (S5).
/// </summary>
/// <remarks>
/// Kept for <see cref="Retention"/>, and of these the newest <see cref="Capacity"/>: the log is rewritten with every change, so each entry is 28
/// bytes of digests and not the texts. Two operations are mistaken for one another with probability 2^-128. Immutable.
/// </remarks>
[JsonConverter(typeof(OperationLogJsonConverter))]
internal sealed class OperationLog
{
    /// <summary>How long an operation is remembered.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    /// <summary>Most operations remembered by one grain.</summary>
    public const int Capacity = 1_000;

    /// <summary>Nothing applied yet.</summary>
    public static readonly OperationLog Empty = new([]);

    private readonly ImmutableArray<Entry> _entries;

    private OperationLog(ImmutableArray<Entry> entries, int forgottenEarly = 0)
    {
        _entries = entries;
        ForgottenEarly = forgottenEarly;
    }

    /// <summary>How many operations younger than <see cref="Retention"/> the last addition pushed out.</summary>
    public int ForgottenEarly { get; }

    /// <summary>How many are remembered.</summary>
    public int Count => _entries.Length;

    /// <summary>True when the operation was applied before, so that it must not be applied again.</summary>
    /// <param name="operation">The operation; the default value names none and was never applied.</param>
    /// <param name="arguments">What it was to do.</param>
    /// <exception cref="ConflictException">The id was used for something else.</exception>
    public bool Contains(OperationId operation, OperationArguments arguments)
    {
        if (operation.IsNone) return false;
        var id = Digest(operation);
        foreach (var entry in _entries)
        {
            if (entry.Id != id) continue;
            if (entry.Arguments == arguments.Digest) return true;
            throw new ConflictException($"the operation id '{operation}' was used for another change; use a new id for a new change.");
        }

        return false;
    }

    /// <summary>The log with the operation in it, without what is older than <see cref="Retention"/> or beyond <see cref="Capacity"/>.</summary>
    public OperationLog With(OperationId operation, OperationArguments arguments, DateTimeOffset now)
    {
        if (operation.IsNone) return this;
        var seconds = Seconds(now);
        var oldest = Seconds(now - Retention);
        var keep = _entries.Where(e => e.Seconds >= oldest).ToList();
        var beyond = Math.Max(0, keep.Count - Capacity + 1);
        keep.RemoveRange(0, beyond);
        return new OperationLog([.. keep, new Entry(Digest(operation), arguments.Digest, seconds)], beyond);
    }

    /// <summary>Its stored form.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[_entries.Length * Entry.Bytes];
        for (var i = 0; i < _entries.Length; i++) _entries[i].Write(bytes.AsSpan(i * Entry.Bytes));
        return bytes;
    }

    /// <summary>Reads the stored form.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static OperationLog Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % Entry.Bytes != 0 || bytes.Length > Capacity * Entry.Bytes)
            throw new FormatException($"{bytes.Length} bytes are not up to {Capacity} entries of {Entry.Bytes} bytes.");
        var entries = ImmutableArray.CreateBuilder<Entry>(bytes.Length / Entry.Bytes);
        for (; bytes.Length > 0; bytes = bytes[Entry.Bytes..]) entries.Add(Entry.Read(bytes));
        return entries.Count == 0 ? Empty : new OperationLog(entries.MoveToImmutable());
    }

    private static uint Seconds(DateTimeOffset time) => (uint)Math.Clamp(time.ToUnixTimeSeconds(), 0, uint.MaxValue);

    private static UInt128 Digest(OperationId operation) =>
        BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(operation.Value)));

    private readonly record struct Entry(UInt128 Id, ulong Arguments, uint Seconds)
    {
        public const int Bytes = 28;

        public void Write(Span<byte> to)
        {
            BinaryPrimitives.WriteUInt128BigEndian(to, Id);
            BinaryPrimitives.WriteUInt64BigEndian(to[16..], Arguments);
            BinaryPrimitives.WriteUInt32BigEndian(to[24..], Seconds);
        }

        public static Entry Read(ReadOnlySpan<byte> from) => new(
            BinaryPrimitives.ReadUInt128BigEndian(from),
            BinaryPrimitives.ReadUInt64BigEndian(from[16..]),
            BinaryPrimitives.ReadUInt32BigEndian(from[24..]));
    }
}
