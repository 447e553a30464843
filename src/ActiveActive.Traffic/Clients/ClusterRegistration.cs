namespace ActiveActive.Traffic;

/// <summary>One cluster as configured.</summary>
/// <param name="Site">The site it serves.</param>
/// <param name="Configure">Configures its Orleans client: clustering, cluster and service id. Called once.</param>
public sealed record ClusterRegistration(SiteId Site, Action<IClientBuilder> Configure);
