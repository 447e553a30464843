namespace ActiveActive.Traffic;

/// <summary>Why a call got no further attempt.</summary>
internal enum GivenUp
{
    /// <summary>It may have been applied, and a repeat might apply it again.</summary>
    NotRepeatable = 0,

    /// <summary>Every site is at its limit.</summary>
    Shed = 1,

    /// <summary>It has been tried often enough.</summary>
    Attempts = 2,

    /// <summary>No whole attempt fits into the time that is left.</summary>
    Deadline = 3,

    /// <summary>Retries of all calls together have used their share up.</summary>
    Budget = 4,

    /// <summary>Its caller gave it up.</summary>
    Cancelled = 5,
}
