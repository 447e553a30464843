namespace ActiveActive.Arbitration;

/// <summary>What may be concluded from one member's reaction to a request.</summary>
internal enum ArbiterVerdict
{
    /// <summary>The request may have taken effect.</summary>
    Unclear = 0,

    /// <summary>It was answered; the body says how.</summary>
    Answered = 1,

    /// <summary>It has not taken effect at this member and never will.</summary>
    NotApplied = 2,
}
