using System.Globalization;

namespace ActiveActive.LocalWorld.Demo;

/// <summary>Tells the tour to people.</summary>
internal sealed class PlainVoice(TextWriter output) : ITourVoice
{
    private const string Client = "dotnet run -c Release --project src/Client";

    /// <inheritdoc/>
    public void Begin(int number, int count, IDemoStep step)
    {
        output.WriteLine();
        output.WriteLine($"== {number}/{count}  {step.Title}");
        output.WriteLine($"   {step.Expectation}");
    }

    /// <inheritdoc/>
    public void End(StepResult result)
    {
        var load = result.Load;
        Say($"   calls      {load.Calls} made, {load.Failed} failed, {load.Retried} retried; median {Milliseconds(load.P50)}, p99 {Milliseconds(load.P99)}, slowest {Milliseconds(load.Slowest)}");
        if (result.WritesChecked.Count > 0)
            Say($"   effects    {string.Join(", ", result.WritesChecked.Select(w => $"{w.Value} acknowledged writes in site {w.Key}"))}: each there exactly once");
        foreach (var (name, value) in result.Measures) Say($"   measured   {name} = {Convert.ToString(value, CultureInfo.InvariantCulture)}");
        foreach (var command in result.Step.ByHand) Say($"   by hand    {Client} {command}");
        Say(result.Failure is null
            ? string.Create(CultureInfo.InvariantCulture, $"   held       after {result.Elapsed.TotalSeconds:0.0} s")
            : $"   DID NOT HOLD: {result.Failure}");
    }

    /// <inheritdoc/>
    public void Finish(IReadOnlyList<StepResult> results, int planned, TimeSpan elapsed)
    {
        var held = results.Count(r => r.Failure is null);
        output.WriteLine();
        Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{held} of {planned} steps held in {elapsed.TotalSeconds:0} s: {results.Sum(r => r.Load.Calls)} calls, {results.Sum(r => r.Load.Failed)} failed, {results.Sum(r => r.Load.Retried)} retried"));
    }

    private void Say(FormattableString text) => output.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    private void Say(string text) => output.WriteLine(text);

    private static string Milliseconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMilliseconds:0} ms");
}
