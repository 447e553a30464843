using System.ComponentModel;

namespace ActiveActive.Gateway.Clusters;

/// <summary>Section <c>Clusters:{site}</c>: the Orleans cluster of one site.</summary>
public sealed class ClusterOptions
{
    /// <summary>Orleans cluster of that site. Required.</summary>
    [Description("Orleans cluster of that site")]
    public string ClusterId { get; set; } = "";

    /// <summary>Where the cluster lists its silos.</summary>
    public MembershipOptions Membership { get; set; } = new();
}
