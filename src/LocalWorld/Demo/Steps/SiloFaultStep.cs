using ActiveActive.World;

namespace ActiveActive.LocalWorld.Demo.Steps;

/// <summary>Hurts one silo and waits until a new incarnation has taken its place, calls are served at once, and no other silo was lost.</summary>
internal sealed class SiloFaultStep : IDemoStep
{
    private const double DurationSeconds = 120;

    /// <inheritdoc/>
    public required string Title { get; init; }

    /// <inheritdoc/>
    public required string Expectation { get; init; }

    /// <inheritdoc/>
    public required IReadOnlyList<string> ByHand { get; init; }

    /// <summary>One of <see cref="FaultKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The silo.</summary>
    public required string Silo { get; init; }

    /// <summary>True when the silo cannot notice that it was evicted until the fault ends: calls then have to recover while it lasts.</summary>
    public bool HealsWhenCallsRecovered { get; init; }

    /// <inheritdoc/>
    public bool AllowsRetries => true;

    /// <inheritdoc/>
    public string? LostSite => null;

    /// <inheritdoc/>
    public async Task ActAsync(StepContext step, CancellationToken cancellationToken)
    {
        var before = await step.Operator.WorldAsync(cancellationToken);
        await step.Load.CalmAsync(TimeSpan.FromSeconds(1), step.Tour.Time.GetTimestamp(), TourContext.RecoverWithin, cancellationToken);

        var began = step.Tour.Time.GetTimestamp();
        var fault = await step.Operator.InjectAsync(
            new FaultRequest { Kind = Kind, Target = Silo, DurationSeconds = DurationSeconds }, cancellationToken);
        if (HealsWhenCallsRecovered)
        {
            await step.RecoveredAsync(began, cancellationToken);
            var frozen = Find(await step.Operator.WorldAsync(cancellationToken));
            StepContext.Require(frozen.Status == WorldStatus.Paused, $"{Silo} should still be paused when calls have recovered, and is {frozen.Status}");
            await step.Operator.HealAsync(fault.Id, cancellationToken);
        }

        var end = HealsWhenCallsRecovered ? "AfterResumeSeconds" : "AfterSeconds";
        var from = HealsWhenCallsRecovered ? step.Tour.Time.GetTimestamp() : began;
        var left = await step.Operator.WaitAsync(
            $"{Silo} to leave", w => Find(w).Pid == Find(before).Pid ? $"process {Find(w).Pid} is {Find(w).Status}" : null, TourContext.ReplaceWithin, cancellationToken);
        step.Measure("left" + end, step.Since(from));
        StepContext.Require(Find(left).Pid != Find(before).Pid, $"{Silo} did not leave");
        await step.Operator.WaitAsync(
            $"{Silo} to be replaced", w => Find(w) is { Status: WorldStatus.Up } now && now.Pid != Find(before).Pid ? null : $"it is {Find(w).Status}",
            TourContext.ReplaceWithin, cancellationToken);
        step.Measure("replaced" + end, step.Since(from));
        if (!HealsWhenCallsRecovered)
        {
            await step.RecoveredAsync(began, cancellationToken);
            await step.Operator.HealAsync(fault.Id, cancellationToken);
        }

        var after = await step.Operator.WorldAsync(cancellationToken);
        var lost = before.Silos.Where(s => s.Name != Silo && after.Silos.Single(n => n.Name == s.Name).Pid != s.Pid).Select(s => s.Name).ToArray();
        StepContext.Require(lost.Length == 0, $"only {Silo} should have been lost, and {string.Join(", ", lost)} went with it");
    }

    private WorldProcess Find(WorldDocument world) => world.Silos.Single(s => s.Name == Silo);
}
