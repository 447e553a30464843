namespace ActiveActive.Protocol.Ownership;

/// <summary>
/// An instant on the monotonic clock of one process. Instants of different processes are never compared; differences are only trusted up to
/// <see cref="LeaseTimings.DriftRate"/>.
/// </summary>
/// <param name="SinceStart">Time since an arbitrary beginning.</param>
public readonly record struct MonotonicTime(TimeSpan SinceStart) : IComparable<MonotonicTime>
{
    /// <summary>Before every instant a process sees.</summary>
    public static MonotonicTime Never => new(TimeSpan.FromDays(-10_000));

    /// <summary>Later by a duration.</summary>
    public static MonotonicTime operator +(MonotonicTime time, TimeSpan duration) => new(time.SinceStart + duration);

    /// <summary>Earlier by a duration.</summary>
    public static MonotonicTime operator -(MonotonicTime time, TimeSpan duration) => new(time.SinceStart - duration);

    /// <summary>The time between two instants of one process.</summary>
    public static TimeSpan operator -(MonotonicTime later, MonotonicTime earlier) => later.SinceStart - earlier.SinceStart;

    /// <summary>Whether one is before the other.</summary>
    public static bool operator <(MonotonicTime left, MonotonicTime right) => left.SinceStart < right.SinceStart;

    /// <summary>Whether one is after the other.</summary>
    public static bool operator >(MonotonicTime left, MonotonicTime right) => left.SinceStart > right.SinceStart;

    /// <summary>Whether one is not after the other.</summary>
    public static bool operator <=(MonotonicTime left, MonotonicTime right) => left.SinceStart <= right.SinceStart;

    /// <summary>Whether one is not before the other.</summary>
    public static bool operator >=(MonotonicTime left, MonotonicTime right) => left.SinceStart >= right.SinceStart;

    /// <inheritdoc/>
    public int CompareTo(MonotonicTime other) => SinceStart.CompareTo(other.SinceStart);
}
