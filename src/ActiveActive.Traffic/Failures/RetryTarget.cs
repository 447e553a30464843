namespace ActiveActive.Traffic;

/// <summary>Where a failed call may be sent again.</summary>
internal enum RetryTarget
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>To the site it failed at.</summary>
    SameSite = 1,

    /// <summary>To the next site in order; after the last, to the first again.</summary>
    NextSite = 2,
}
