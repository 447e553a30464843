using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace ActiveActive.Benchmarks.EventHubs;

/// <summary>Knows which events are on their way. The first eight bytes of an event are its number, over all variants.</summary>
internal static class Arrivals
{
    private static readonly ConcurrentDictionary<long, Action> Expected = new();
    private static long _last;

    /// <summary>Makes an event and has an action run when it arrives.</summary>
    public static byte[] Expect(int bytes, Action arrived)
    {
        var number = Interlocked.Increment(ref _last);
        Expected[number] = arrived;
        var payload = new byte[bytes];
        BinaryPrimitives.WriteInt64LittleEndian(payload, number);
        return payload;
    }

    /// <summary>Called by the receiving end; repetitions change nothing.</summary>
    public static void Arrived(ReadOnlySpan<byte> payload)
    {
        if (Expected.TryRemove(BinaryPrimitives.ReadInt64LittleEndian(payload), out var arrived))
            arrived();
    }
}
