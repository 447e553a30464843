namespace ActiveActive.Traffic;

/// <summary>
/// An Orleans grain factory whose calls are routed to one of several clusters when they are made, not when the reference is got. Singleton; safe for
/// concurrent use.
/// </summary>
/// <remarks>
/// <para>References are ordinary typed Orleans references: results, exceptions, cancellation, request context and <c>IAsyncEnumerable</c> behave as with one
/// cluster, and they may be passed as arguments. A call crosses between sites at most once (T4).</para>
/// <para>A call moves to another site only while it is known not to have been applied, or when its method is <c>[ReadOnly]</c>. It fails with
/// <see cref="SiteUnavailableException"/> when it was applied nowhere, with <see cref="OutcomeUnknownException"/> when that is not known, and with
/// <see cref="OverloadedException"/> when it was shed. What the grain itself throws arrives as it is.</para>
/// <para>A reference that a grain returns is routed too; one inside a returned object belongs to the site that answered.</para>
/// <para>Observers belong to one cluster: create and hand them over on <see cref="GetCluster"/>. A routed call that is given one throws
/// <see cref="NotSupportedException"/>.</para>
/// </remarks>
public interface IMultiClusterClient : IGrainFactory
{
    /// <summary>The caller's own site.</summary>
    SiteId HomeSite { get; }

    /// <summary>The snapshot by which the next call will be routed.</summary>
    TrafficSnapshot Traffic { get; }

    /// <summary>Raised after every new snapshot; see <see cref="ITrafficControl.Changed"/>.</summary>
    event Action<TrafficSnapshot>? TrafficChanged;

    /// <summary>The client of one cluster, without routing, retries or health.</summary>
    /// <exception cref="InvalidRequestException">There is no such site.</exception>
    /// <exception cref="SiteUnavailableException">Its cluster has not been connected to since this process started.</exception>
    IClusterClient GetCluster(SiteId site);
}
