namespace ActiveActive.Gateway.Clusters;

/// <summary>The validated settings of one site's cluster.</summary>
/// <param name="ClusterId">Orleans cluster id.</param>
/// <param name="Membership">Where its silos are listed.</param>
internal sealed record ClusterSettings(string ClusterId, ClusterMembership Membership);
