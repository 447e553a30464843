namespace ActiveActive.Drills.Checkers;

/// <summary>What can be said about a history.</summary>
public enum LinearizabilityVerdict
{
    /// <summary>The budget ended before an answer: this is a failure to decide and no answer at all.</summary>
    Undecided = 0,

    /// <summary>There is an order of the operations that explains every answer.</summary>
    Linearizable = 1,

    /// <summary>There is none.</summary>
    NotLinearizable = 2,
}
