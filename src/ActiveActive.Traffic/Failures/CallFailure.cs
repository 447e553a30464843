namespace ActiveActive.Traffic;

/// <summary>What kind of failure ended an attempt.</summary>
internal enum CallFailure
{
    /// <summary>The grain answered with an exception: an answer like any other.</summary>
    Application = 0,

    /// <summary>The call never reached a grain.</summary>
    NotApplied = 1,

    /// <summary>The call never reached a grain, because the site has too much to do.</summary>
    Overloaded = 2,

    /// <summary>It may or may not have taken effect.</summary>
    Unknown = 3,

    /// <summary>It may or may not have taken effect, and the grain itself said so: no sign that the way to it is broken.</summary>
    UnknownToGrain = 4,
}
