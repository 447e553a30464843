using System.Globalization;
using System.Text;
using ActiveActive.Benchmarks.Method;

namespace ActiveActive.Benchmarks.EventHubs;

/// <summary>Latency of a variant over that of the baseline, slice by slice, beside the baseline over itself.</summary>
internal sealed class LatencyComparison(string name, int perSecond)
{
    private readonly List<(double[] Baseline, double[] Again, double[] Variant)> _slices = [];

    /// <summary>Adds one round: the baseline twice and the variant once, each sorted.</summary>
    public void Add(double[] baseline, double[] again, double[] variant) => _slices.Add((baseline, again, variant));

    /// <summary>Markdown table of the median and the 99th percentile.</summary>
    public string Table(int seed)
    {
        var chance = new Random(seed);
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"| {name}, {perSecond}/s | ratio [95 %] | A/A control | baseline ms | variant ms |");
        text.AppendLine("|---|---|---|---|---|");
        foreach (var (title, quantile) in new[] { ("p50", 0.50), ("p99", 0.99) })
        {
            var ratio = Interval.Of(_slices.ConvertAll(s => At(s.Variant, quantile) / Math.Sqrt(At(s.Baseline, quantile) * At(s.Again, quantile))), chance);
            var control = Interval.Of(_slices.ConvertAll(s => At(s.Again, quantile) / At(s.Baseline, quantile)), chance);
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {title} | {ratio} | {control} | {Median(s => At(s.Baseline, quantile)):0.00} | {Median(s => At(s.Variant, quantile)):0.00} |");
        }

        return text.ToString();

        double Median(Func<(double[] Baseline, double[] Again, double[] Variant), double> of)
        {
            var sorted = _slices.Select(of).Order().ToArray();
            return sorted[sorted.Length / 2];
        }
    }

    private static double At(double[] sorted, double quantile) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * quantile))];
}
