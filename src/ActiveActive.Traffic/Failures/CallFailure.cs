namespace ActiveActive.Traffic;

/// <summary>What kind of failure ended an attempt.</summary>
internal enum CallFailure
{
    /// <summary>The application answered with an exception: an answer like any other.</summary>
    Application = 0,

    /// <summary>The call never reached a grain.</summary>
    NotApplied = 1,

    /// <summary>It may or may not have taken effect.</summary>
    Unknown = 2,
}
