using ActiveActive.World;

namespace ActiveActive.LocalWorld.Demo.Steps;

/// <summary>Lets a lost site return, and looks for what was bought there.</summary>
internal sealed class SiteReturnStep(string site, string survivor) : IDemoStep
{
    /// <inheritdoc/>
    public string Title => $"Bring site {site} back";

    /// <inheritdoc/>
    public string Expectation => $"Both gateways serve site {site} again; what was bought there before it was lost is still there.";

    /// <inheritdoc/>
    public IReadOnlyList<string> ByHand => [$"-- heal site:{site}"];

    /// <inheritdoc/>
    public bool AllowsRetries => true;

    /// <inheritdoc/>
    public string? LostSite => null;

    /// <inheritdoc/>
    public async Task ActAsync(StepContext step, CancellationToken cancellationToken)
    {
        var began = step.Tour.Time.GetTimestamp();
        await step.Operator.HealAsync(step.Tour.SiteFault!, cancellationToken);
        await step.Tour.WaitForAsync(survivor, site, site, "preferred", TourContext.ReplaceWithin, cancellationToken);
        step.Measure("otherGatewayServesItAfterSeconds", step.Since(began));
        await step.Tour.WaitForAsync(site, null, site, "home", TourContext.ReplaceWithin, cancellationToken);
        step.Measure("ownGatewayServesItAfterSeconds", step.Since(began));
        await step.Operator.WaitAsync(
            $"site {site} to be complete",
            w => w.Silos.Concat(w.Stores).Concat(w.Gateways).Where(p => p.Site == site && p.Status != WorldStatus.Up).Select(p => $"{p.Name} is {p.Status}").FirstOrDefault(),
            TourContext.ReplaceWithin, cancellationToken);
        step.Measure("completeAfterSeconds", step.Since(began));
        await step.RecoveredAsync(began, cancellationToken);
        await ShopStep.VerifyAsync(site, step.Tour.Purchases[site], step.Tour.Callers[site], cancellationToken);
    }
}
