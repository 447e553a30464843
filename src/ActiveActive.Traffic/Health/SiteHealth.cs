namespace ActiveActive.Traffic;

/// <summary>How fit a site is for calls. The order is the order of preference.</summary>
public enum SiteHealth
{
    /// <summary>Probes and calls succeed.</summary>
    Up = 0,

    /// <summary>Not heard of yet: not connected, or only just.</summary>
    Unknown = 1,

    /// <summary>Probes or calls keep failing.</summary>
    Down = 2,
}
