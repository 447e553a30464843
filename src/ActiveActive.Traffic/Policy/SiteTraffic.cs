namespace ActiveActive.Traffic;

/// <summary>One site in a snapshot.</summary>
/// <param name="Site">Its id.</param>
/// <param name="Health">What probes and calls say of it.</param>
/// <param name="Drained">Whether operators drained it.</param>
/// <param name="Weight">Its share; null when no weights are set.</param>
public sealed record SiteTraffic(SiteId Site, SiteHealth Health, bool Drained, int? Weight);
