namespace ActiveActive.Drills.Histories;

/// <summary>What the client was told.</summary>
public enum RecordedOutcome
{
    /// <summary>Nothing, or that nobody knows: it may have taken effect at any time after it was invoked, or may yet do so, or never.</summary>
    Unknown = 0,

    /// <summary>It took effect between invocation and return, with the recorded result.</summary>
    Applied = 1,

    /// <summary>It took no effect and never will. A history in which it did is not linearizable.</summary>
    NotApplied = 2,
}
