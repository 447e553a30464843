using System.Globalization;
using System.Text;
using System.Text.Json;
using ScottPlot;

namespace ActiveActive.Benchmarks.Method;

/// <summary>Writes comparisons as a table, as JSON and as a plot.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Markdown table, the same on the terminal and in the documents.</summary>
    public static string Table(IReadOnlyList<Comparison> comparisons)
    {
        var text = new StringBuilder();
        text.AppendLine("| comparison | throughput ratio [95 %] | CPU per operation | bytes here | A/A control | pass / world-class | verdict | baseline here |");
        text.AppendLine("|---|---|---|---|---|---|---|---|");
        foreach (var c in comparisons)
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {c.Name} | {c.Throughput} | {c.Cpu} | {c.Bytes:0} / {c.BaselineBytes:0} | {c.Control} | {c.Pass:0.00} / {c.WorldClass:0.00} | {c.Verdict} | {c.BaselinePerSecond:0}/s, {c.BaselineCpu:0.0} µs |");
        return text.ToString();
    }

    /// <summary>Writes <c>{name}.json</c>, <c>{name}.md</c> and <c>{name}.png</c> into a folder.</summary>
    public static async Task WriteAsync(string folder, string name, IReadOnlyList<Comparison> comparisons)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, $"{name}.json"), JsonSerializer.Serialize(new
        {
            machine = new { cores = Environment.ProcessorCount, runtime = Environment.Version.ToString(), os = Environment.OSVersion.VersionString },
            comparisons,
        }, Json));
        await File.WriteAllTextAsync(Path.Combine(folder, $"{name}.md"), Table(comparisons));
        Plot(Path.Combine(folder, $"{name}.png"), comparisons);
    }

    private static void Plot(string file, IReadOnlyList<Comparison> comparisons)
    {
        using var plot = new Plot();
        plot.Add.HorizontalLine(1, pattern: LinePattern.Dashed).LegendText = "baseline";
        foreach (var comparison in comparisons)
        {
            var pairs = Enumerable.Range(1, comparison.Ratios.Count).Select(i => (double)i).ToArray();
            plot.Add.Scatter(pairs, comparison.Ratios.ToArray()).LegendText = comparison.Name;
        }

        var control = comparisons[0].ControlRatios;
        var dots = plot.Add.ScatterPoints(Enumerable.Range(1, control.Count).Select(i => (double)i).ToArray(), control.ToArray());
        dots.LegendText = "A/A control";
        plot.XLabel("pair");
        plot.YLabel("throughput over baseline");
        plot.Axes.SetLimitsY(0, Math.Max(1.5, comparisons.SelectMany(c => c.Ratios).Max() * 1.1));
        plot.ShowLegend(Edge.Bottom);
        plot.SavePng(file, 1000, 600);
    }
}
