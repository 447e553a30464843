namespace ActiveActive.EventHubs;

/// <summary>A place in what one reader has seen of a partition: offsets begin again with each life of the hub.</summary>
internal readonly record struct PartitionPosition(int Generation, long Offset) : IComparable<PartitionPosition>
{
    public PartitionPosition Next => this with { Offset = Offset + 1 };

    public static bool operator <(PartitionPosition left, PartitionPosition right) => left.CompareTo(right) < 0;

    public static bool operator >(PartitionPosition left, PartitionPosition right) => left.CompareTo(right) > 0;

    public static bool operator <=(PartitionPosition left, PartitionPosition right) => left.CompareTo(right) <= 0;

    public static bool operator >=(PartitionPosition left, PartitionPosition right) => left.CompareTo(right) >= 0;

    public int CompareTo(PartitionPosition other) => Generation != other.Generation ? Generation.CompareTo(other.Generation) : Offset.CompareTo(other.Offset);
}
