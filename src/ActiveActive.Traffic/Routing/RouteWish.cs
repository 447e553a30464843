namespace ActiveActive.Traffic;

/// <summary>What a caller says about its next calls. The default value wishes nothing.</summary>
public readonly record struct RouteWish
{
    /// <summary>Go there while it is healthy and not drained; elsewhere otherwise.</summary>
    public SiteId PreferSite { get; init; }

    /// <summary>Go there or fail.</summary>
    public SiteId Pin { get; init; }

    /// <summary>
    /// A repeat within one site does no harm, e.g. because the call carries an operation id: a call whose outcome is unknown may be sent again to the
    /// <em>same</em> site. Another site would not know the operation.
    /// </summary>
    public bool Idempotent { get; init; }
}
