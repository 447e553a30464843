namespace ActiveActive.Arbitration;

/// <summary>What a <see cref="VolatileArbiter"/> does to a call.</summary>
public enum ArbiterFault
{
    /// <summary>Nothing: it is answered.</summary>
    None = 0,

    /// <summary>It is refused: known not applied.</summary>
    Refuse = 1,

    /// <summary>It is applied, and the caller is not told.</summary>
    LoseAnswer = 2,

    /// <summary>It is lost, and the caller cannot know.</summary>
    LoseRequest = 3,

    /// <summary>It is kept back until <see cref="VolatileArbiter.ApplyStraying"/>; its caller gives up meanwhile.</summary>
    ApplyLate = 4,
}
