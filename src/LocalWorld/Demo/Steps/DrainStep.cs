namespace ActiveActive.LocalWorld.Demo.Steps;

/// <summary>Takes a site out of the traffic and back in, as before maintenance.</summary>
internal sealed class DrainStep(string site, string other) : IDemoStep
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public string Title => $"Drain site {site} and take it back in";

    /// <inheritdoc/>
    public string Expectation => $"Every gateway routes new calls to site {other} (Site-Reason: drain), then home again. No call fails, none has to be repeated.";

    /// <inheritdoc/>
    public IReadOnlyList<string> ByHand => [$"-- drain {site}", $"-- undrain {site}"];

    /// <inheritdoc/>
    public bool AllowsRetries => false;

    /// <inheritdoc/>
    public string? LostSite => null;

    /// <inheritdoc/>
    public async Task ActAsync(StepContext step, CancellationToken cancellationToken)
    {
        await step.Load.CalmAsync(TimeSpan.FromSeconds(1), step.Tour.Time.GetTimestamp(), TourContext.RecoverWithin, cancellationToken);
        var began = step.Tour.Time.GetTimestamp();
        await step.Operator.DrainAsync(site, drain: true, cancellationToken);
        await step.Tour.WaitForAsync(site, null, other, "drain", Within, cancellationToken);
        await step.Tour.WaitForAsync(other, site, other, "drain", Within, cancellationToken);
        step.Measure("drainedAtBothGatewaysAfterSeconds", step.Since(began));
        await step.Load.CalmAsync(TourContext.Calm, step.Tour.Time.GetTimestamp(), TourContext.RecoverWithin, cancellationToken);

        var undrained = step.Tour.Time.GetTimestamp();
        await step.Operator.DrainAsync(site, drain: false, cancellationToken);
        await step.Tour.WaitForAsync(site, null, site, "home", Within, cancellationToken);
        await step.Tour.WaitForAsync(other, site, site, "preferred", Within, cancellationToken);
        step.Measure("undrainedAtBothGatewaysAfterSeconds", step.Since(undrained));
        await step.Load.CalmAsync(TourContext.Calm, undrained, TourContext.RecoverWithin, cancellationToken);
    }
}
