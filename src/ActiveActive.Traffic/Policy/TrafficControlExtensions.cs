namespace ActiveActive.Traffic;

/// <summary>The changes operators make most.</summary>
public static class TrafficControlExtensions
{
    /// <summary>Sends new calls to the other sites; running ones finish (T2). Draining a drained site changes nothing.</summary>
    /// <exception cref="InvalidRequestException">The site does not exist, or it is the last one.</exception>
    public static TrafficPolicy Drain(this ITrafficControl control, SiteId site, string origin)
    {
        ArgumentNullException.ThrowIfNull(control);
        return control.Change(origin, policy => policy with { Drained = policy.Drained.Add(site) });
    }

    /// <summary>Takes a drain back. Undraining a site that is not drained changes nothing.</summary>
    public static TrafficPolicy Undrain(this ITrafficControl control, SiteId site, string origin)
    {
        ArgumentNullException.ThrowIfNull(control);
        return control.Change(origin, policy => policy with { Drained = policy.Drained.Remove(site) });
    }
}
