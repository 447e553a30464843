namespace ActiveActive.Traffic;

/// <summary>Reads and changes how this process routes. Safe for concurrent use.</summary>
public interface ITrafficControl
{
    /// <summary>The snapshot in force.</summary>
    TrafficSnapshot Snapshot { get; }

    /// <summary>The policy in force.</summary>
    TrafficPolicy Policy { get; }

    /// <summary>Raised after every new snapshot, in order, on a thread of the cause's choosing. Handlers are quick and do not throw.</summary>
    event Action<TrafficSnapshot>? Changed;

    /// <summary>Takes a policy over when its version is higher than that of the one in force.</summary>
    /// <param name="newer">The policy.</param>
    /// <returns>True when it was taken over.</returns>
    /// <exception cref="InvalidRequestException">It does not suit the sites; nothing changed.</exception>
    bool TryApply(TrafficPolicy newer);

    /// <summary>Changes the policy in force; repeated by itself when another change comes between.</summary>
    /// <param name="origin">Name of who changes it, part of the version.</param>
    /// <param name="change">From the policy in force to the wanted one; its version is set for it. Must be pure.</param>
    /// <returns>The policy now in force.</returns>
    /// <exception cref="InvalidRequestException">The wanted policy does not suit the sites; nothing changed.</exception>
    TrafficPolicy Change(string origin, Func<TrafficPolicy, TrafficPolicy> change);
}
