using ActiveActive.LocalWorld.Demo.Load;

namespace ActiveActive.LocalWorld.Demo;

/// <summary>What a step came to.</summary>
/// <param name="Number">1 for the first.</param>
/// <param name="Step">The step.</param>
/// <param name="Failure">Why it did not hold; null when it held.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Load">What the load came to.</param>
/// <param name="WritesChecked">Writes whose effect was compared, by site.</param>
/// <param name="Measures">What the step measured.</param>
internal sealed record StepResult(
    int Number, IDemoStep Step, string? Failure, TimeSpan Elapsed, LoadReport Load,
    IReadOnlyDictionary<string, int> WritesChecked, IReadOnlyDictionary<string, object> Measures);
