namespace ActiveActive.Crdts;

/// <summary>What both counters do with their sums per life.</summary>
internal static class CounterSums
{
    public static Int128 Total(DotValues<long, Int64Codec> sums)
    {
        Int128 total = 0;
        foreach (var (_, sum) in sums.Entries) total += sum;
        return total;
    }

    /// <summary>The delta that replaces the life's sum by a larger or smaller one under a new dot.</summary>
    public static DotValues<long, Int64Codec> Add(DotValues<long, Int64Codec> sums, MutationContext mutation, long by)
    {
        var sum = by;
        foreach (var (dot, before) in sums.Entries)
            if (dot.Life == mutation.Life) sum = checked(sum + before);
        foreach (var (dot, _) in sums.Entries)
            if (dot.Life == mutation.Life) mutation.Replace(dot);
        return DotValues<long, Int64Codec>.Of(mutation.Mint(), sum);
    }
}
