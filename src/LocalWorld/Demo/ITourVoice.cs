namespace ActiveActive.LocalWorld.Demo;

/// <summary>Tells the tour to its audience.</summary>
internal interface ITourVoice
{
    /// <summary>A step begins.</summary>
    void Begin(int number, int count, IDemoStep step);

    /// <summary>A step is over.</summary>
    void End(StepResult result);

    /// <summary>The tour is over.</summary>
    void Finish(IReadOnlyList<StepResult> results, int planned, TimeSpan elapsed);
}
