namespace ActiveActive.Traffic;

/// <summary>Why a call went to the site it went to. The texts of <see cref="RouteReasons.Text"/> appear in responses and metrics and are never renamed.</summary>
public enum RouteReason
{
    /// <summary>No call was routed.</summary>
    None = 0,

    /// <summary>The caller's own site.</summary>
    Home = 1,

    /// <summary>Weights sent it there.</summary>
    Policy = 2,

    /// <summary>The site owns the state.</summary>
    Owner = 3,

    /// <summary>The site that should have had it is down, or known not to have taken it.</summary>
    Failover = 4,

    /// <summary>The site that should have had it is drained.</summary>
    Drain = 5,

    /// <summary>The session was there before.</summary>
    Session = 6,

    /// <summary>The caller asked for it.</summary>
    Preferred = 7,

    /// <summary>The caller allowed no other site.</summary>
    Pinned = 8,
}
