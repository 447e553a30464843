using System.Text.Json.Nodes;

namespace ActiveActive.LocalWorld.Demo;

/// <summary>Tells the tour to programs: one JSON object per line, <c>step</c> for each step and <c>tour</c> at the end.</summary>
internal sealed class JsonVoice(TextWriter output) : ITourVoice
{
    /// <inheritdoc/>
    public void Begin(int number, int count, IDemoStep step)
    {
        // A step is told once, when it is over.
    }

    /// <inheritdoc/>
    public void End(StepResult result) => Write(new JsonObject
    {
        ["event"] = "step",
        ["number"] = result.Number,
        ["title"] = result.Step.Title,
        ["held"] = result.Failure is null,
        ["failure"] = result.Failure,
        ["seconds"] = Math.Round(result.Elapsed.TotalSeconds, 2),
        ["calls"] = result.Load.Calls,
        ["failed"] = result.Load.Failed,
        ["retried"] = result.Load.Retried,
        ["shed"] = result.Load.Shed,
        ["p50Milliseconds"] = Math.Round(result.Load.P50.TotalMilliseconds, 1),
        ["p99Milliseconds"] = Math.Round(result.Load.P99.TotalMilliseconds, 1),
        ["slowestMilliseconds"] = Math.Round(result.Load.Slowest.TotalMilliseconds, 1),
        ["writesChecked"] = new JsonObject(result.WritesChecked.Select(w => KeyValuePair.Create(w.Key, (JsonNode?)w.Value))),
        ["measures"] = new JsonObject(result.Measures.Select(m => KeyValuePair.Create(m.Key, m.Value is double d ? (JsonNode?)d : (long)m.Value))),
    });

    /// <inheritdoc/>
    public void Finish(IReadOnlyList<StepResult> results, int planned, TimeSpan elapsed) => Write(new JsonObject
    {
        ["event"] = "tour",
        ["held"] = results.Count == planned && results.All(r => r.Failure is null),
        ["stepsHeld"] = results.Count(r => r.Failure is null),
        ["steps"] = planned,
        ["seconds"] = Math.Round(elapsed.TotalSeconds, 2),
    });

    private void Write(JsonObject line)
    {
        output.WriteLine(line.ToJsonString());
        output.Flush();
    }
}
