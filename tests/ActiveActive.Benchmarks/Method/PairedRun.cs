namespace ActiveActive.Benchmarks.Method;

/// <summary>
/// Compares variants with a baseline in the same run: in every round the baseline runs twice and each variant once, in an order drawn anew and mirrored
/// in the next round (ABBA), so that drift of the machine falls on all alike. The two baseline slices of a round are the A/A control.
/// </summary>
internal sealed class PairedRun(SliceRunner runner, int pairs, int seed)
{
    /// <summary>Runs it.</summary>
    /// <param name="baseline">What the others are compared with.</param>
    /// <param name="candidates">Variants with their names and marks.</param>
    /// <param name="progress">Told after every round.</param>
    public async Task<IReadOnlyList<Comparison>> RunAsync(Variant baseline, IReadOnlyList<Candidate> candidates, Action<string> progress)
    {
        var chance = new Random(seed);
        Variant[] line = [baseline, baseline, .. candidates.Select(c => c.Variant)];
        // Warm-up: two slices each, thrown away, so that tiered compilation is through.
        foreach (var variant in line.Skip(1))
            for (var i = 0; i < 2; i++) await runner.RunAsync(variant);

        var slices = new List<Slice[]>();
        int[] order = [];
        for (var round = 0; round < pairs; round++)
        {
            if (round % 2 == 0)
            {
                order = [.. Enumerable.Range(0, line.Length)];
                chance.Shuffle(order);
            }
            else
            {
                Array.Reverse(order);
            }

            var results = new Slice[line.Length];
            foreach (var index in order) results[index] = await runner.RunAsync(line[index]);
            slices.Add(results);
            progress($"round {round + 1} of {pairs}");
        }

        var control = slices.ConvertAll(s => s[1].PerSecond / s[0].PerSecond);
        return [.. candidates.Select((candidate, i) => Compare(candidate, slices, i + 2, control, chance))];
    }

    private static Comparison Compare(Candidate candidate, List<Slice[]> slices, int index, List<double> control, Random chance)
    {
        // Against the mean of the round's two baseline slices, which surround the candidate more often than one does.
        var ratios = slices.ConvertAll(s => s[index].PerSecond / Math.Sqrt(s[0].PerSecond * s[1].PerSecond));
        var cpu = slices.ConvertAll(s => s[index].CpuMicrosecondsPerOperation / Math.Sqrt(s[0].CpuMicrosecondsPerOperation * s[1].CpuMicrosecondsPerOperation));
        return new Comparison(
            candidate.Title, Interval.Of(ratios, chance), Interval.Of(cpu, chance), Interval.Of(control, chance),
            Median(slices.Select(s => s[0].PerSecond)), Median(slices.Select(s => s[0].CpuMicrosecondsPerOperation)),
            Median(slices.Select(s => s[index].AllocatedBytesPerOperation)), Median(slices.Select(s => s[0].AllocatedBytesPerOperation)), candidate.Pass, candidate.WorldClass, ratios, control);
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
