namespace ActiveActive;

/// <summary>What a caller may conclude about the effect of a call that did not return a result.</summary>
public enum CallOutcome
{
    /// <summary>The call may or may not have taken effect, or may still do so. Retry only with the same operation id.</summary>
    Unknown = 0,

    /// <summary>The call has not taken effect and never will. Safe to retry anywhere.</summary>
    NotApplied = 1,

    /// <summary>The call took effect; only its answer was lost.</summary>
    Applied = 2,
}
