namespace ActiveActive.Traffic;

/// <summary>One cluster as configured.</summary>
/// <param name="Site">The site it serves.</param>
/// <param name="Configure">Configures its Orleans client: clustering, cluster and service id. Called for every container the client is built in: again after
/// a failed start, and for the home site once more for the routed references. Must do the same each time.</param>
public sealed record ClusterRegistration(SiteId Site, Action<IClientBuilder> Configure);
