using ActiveActive.World;

namespace ActiveActive.LocalWorld.Demo.Steps;

/// <summary>Kills every process of a site, gateway and store included, and keeps them down.</summary>
internal sealed class SiteLossStep(string site, string survivor) : IDemoStep
{
    private const double DurationSeconds = 600;

    /// <inheritdoc/>
    public string Title => $"Lose the whole of site {site}";

    /// <inheritdoc/>
    public string Expectation =>
        $"Callers of gateway-{site} get no answer and move to gateway-{survivor}, which serves them from site {survivor} (Site-Reason: failover), with that site's data.";

    /// <inheritdoc/>
    public IReadOnlyList<string> ByHand => [$"-- kill site:{site}"];

    /// <inheritdoc/>
    public bool AllowsRetries => true;

    /// <inheritdoc/>
    public string? LostSite => site;

    /// <inheritdoc/>
    public async Task ActAsync(StepContext step, CancellationToken cancellationToken)
    {
        await step.Load.CalmAsync(TimeSpan.FromSeconds(1), step.Tour.Time.GetTimestamp(), TourContext.RecoverWithin, cancellationToken);
        var began = step.Tour.Time.GetTimestamp();
        var fault = await step.Operator.InjectAsync(
            new FaultRequest { Kind = FaultKinds.Kill, Target = $"site:{site}", DurationSeconds = DurationSeconds }, cancellationToken);
        step.Tour.SiteFault = fault.Id;

        await step.RecoveredAsync(began, cancellationToken);
        var reads = await step.Tour.WhoAnswersAsync(survivor, site, cancellationToken);
        StepContext.Require(
            reads == (survivor, "failover"),
            $"gateway-{survivor} asked for site {site} should answer from site {survivor} (failover), and answers from site '{reads.Site}' ({reads.Reason})");
        var world = await step.Operator.WorldAsync(cancellationToken);
        var alive = world.Silos.Concat(world.Stores).Concat(world.Gateways).Where(p => p.Site == site && p.Pid is not null).Select(p => p.Name).ToArray();
        StepContext.Require(alive.Length == 0, $"site {site} should be gone, and {string.Join(", ", alive)} runs");
    }
}
