namespace ActiveActive.LocalWorld.Demo;

/// <summary>
/// One step of the tour: an act on a running world, under load. What holds for every step (no call of the load fails, every acknowledged write is
/// there exactly once) is checked by <see cref="Tour"/>; a step checks what is particular to it.
/// </summary>
internal interface IDemoStep
{
    /// <summary>What happens, as a headline.</summary>
    string Title { get; }

    /// <summary>What to expect, in a sentence or two.</summary>
    string Expectation { get; }

    /// <summary>Commands that do the same by hand.</summary>
    IReadOnlyList<string> ByHand { get; }

    /// <summary>Whether a call of the load may need more than one attempt.</summary>
    bool AllowsRetries { get; }

    /// <summary>A site that is gone at the end of the step, so that its carts can only be checked after a later one; null when both are there.</summary>
    string? LostSite { get; }

    /// <summary>Acts.</summary>
    /// <exception cref="StepFailedException">Something did not hold.</exception>
    Task ActAsync(StepContext step, CancellationToken cancellationToken);
}
