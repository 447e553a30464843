using System.Runtime.InteropServices;

namespace ActiveActive.Traffic;

/// <summary>A number that one core mostly has to itself: alone in its cache lines, so that cores that count do not wait for each other.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
internal struct Stripe
{
    /// <summary>Stripes to make: a power of two that gives each core one.</summary>
    public static readonly int Count = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(Environment.ProcessorCount, 1, 64));

    /// <summary>The number.</summary>
    [FieldOffset(64)]
    public long Value;

    /// <summary>Index of the present core's stripe.</summary>
    public static int Own => Thread.GetCurrentProcessorId() & (Count - 1);
}
