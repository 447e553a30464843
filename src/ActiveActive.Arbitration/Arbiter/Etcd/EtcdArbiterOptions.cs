using ActiveActive.Protocol.Arbiter;

namespace ActiveActive.Arbitration;

/// <summary>How an etcd cluster is used as arbiter.</summary>
/// <remarks>Run three members in three places, a maintained release with pre-vote on, and keep the leader in the third place, so that a cut
/// between the sites is invisible to it.</remarks>
public sealed class EtcdArbiterOptions : ArbiterHttpOptions
{
    /// <summary>What all keys begin with, so that one cluster can serve several installations. Default <c>active-active/</c>.</summary>
    public string KeyPrefix { get; set; } = "active-active/";

    /// <summary>User of etcd's own authentication, together with <see cref="Password"/>. Default: none.</summary>
    /// <remarks>With client certificates and users at once, the members' certificates must have no common name: etcd's JSON gateway shows
    /// them to the member itself and is then refused.</remarks>
    public string? UserName { get; set; }

    /// <summary>Password of the user.</summary>
    public string? Password { get; set; }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        ArbiterLimits.RequireKey(KeyPrefix);
        if (UserName is null != Password is null) throw new ArgumentException("UserName and Password belong together; set both or neither.");
    }
}
