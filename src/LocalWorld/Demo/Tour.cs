using ActiveActive.LocalWorld.Demo.Load;

namespace ActiveActive.LocalWorld.Demo;

/// <summary>
/// Runs the steps one after the other, each under its own load, and checks what has to hold in all of them: no call of the load fails, and every
/// acknowledged write is there exactly once. The first step that does not hold ends the tour.
/// </summary>
internal sealed class Tour(TourContext context, ITourVoice voice)
{
    private readonly List<(string Site, IReadOnlyCollection<WriteRecord> Writes)> _unchecked = [];

    /// <summary>Runs the steps.</summary>
    /// <returns>A result per step that was begun.</returns>
    public async Task<IReadOnlyList<StepResult>> RunAsync(IReadOnlyList<IDemoStep> steps, CancellationToken cancellationToken)
    {
        var began = context.Time.GetTimestamp();
        var results = new List<StepResult>();
        foreach (var step in steps)
        {
            voice.Begin(results.Count + 1, steps.Count, step);
            var result = await RunAsync(results.Count + 1, step, cancellationToken);
            results.Add(result);
            voice.End(result);
            if (result.Failure is not null) break;
        }

        voice.Finish(results, steps.Count, context.Time.GetElapsedTime(began));
        return results;
    }

    private async Task<StepResult> RunAsync(int number, IDemoStep step, CancellationToken cancellationToken)
    {
        var began = context.Time.GetTimestamp();
        using var load = LoadRun.Start([.. context.Callers.Values], $"{context.Id}-step{number}", context.Time);
        var at = new StepContext(context, load);
        var counted = new Dictionary<string, int>();
        string? failure = null;
        try
        {
            await step.ActAsync(at, cancellationToken);
            await load.StopAsync();
            failure = Judge(step, load.Report);
            await CheckEffectsAsync(step, load, counted, cancellationToken);
        }
        catch (StepFailedException error)
        {
            failure = error.Message;
        }
        finally
        {
            await load.StopAsync();
        }

        return new StepResult(number, step, failure, context.Time.GetElapsedTime(began), load.Report, counted, at.Measures);
    }

    private static string? Judge(IDemoStep step, LoadReport load)
    {
        if (load.Failed > 0) return $"{load.Failed} of {load.Calls} calls failed, the last with: {load.LastTrouble}";
        if (load.Shed > 0) return $"{load.Shed} calls were not made because {LoadRun.MaxUnderWay} were under way";
        return load.Retried > 0 && !step.AllowsRetries ? $"{load.Retried} of {load.Calls} calls had to be repeated: {load.LastTrouble}" : null;
    }

    /// <summary>Checks the writes of this step, and of earlier ones in a site that was lost then and is back now.</summary>
    private async Task CheckEffectsAsync(IDemoStep step, LoadRun load, Dictionary<string, int> counted, CancellationToken cancellationToken)
    {
        foreach (var site in context.Addresses.Sites) _unchecked.Add((site, load.Writes));
        foreach (var check in _unchecked.Where(c => c.Site != step.LostSite).ToArray())
        {
            var held = await EffectCheck.RunAsync(check.Writes, check.Site, context.Callers[check.Site], cancellationToken);
            counted[check.Site] = counted.GetValueOrDefault(check.Site) + held;
            _unchecked.Remove(check);
        }
    }
}
